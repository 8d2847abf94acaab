"""What the relay needs to work, handed to it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.channels import Channel
from bot.flow import Flow
from civic.programme import Programme
from storage.db import Store


class Hints(Protocol):
    """ "Look here": said after a commit, to whoever works. Losing one costs a second, never a message."""

    def turns(self, lane: bytes) -> None: ...

    def deliver(self, channel: str) -> None: ...

    def media(self) -> None: ...

    def acknowledge(self, channel: str, ack: str) -> None: ...


@dataclass(frozen=True, slots=True)
class House:
    store: Store
    programme: Programme
    channels: Mapping[str, Channel]
    book: Mapping[str, Flow]
    media_folder: Path
    random: Callable[[], float]  # 0..1, for spreading retries
