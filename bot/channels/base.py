"""The contract every channel keeps: what it can do, how it reads, shapes and sends, and how it fails."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Literal, Protocol

from bot.messages import Button, Event, Media, Reply


@dataclass(frozen=True, slots=True)
class Hook:
    """An HTTP request without a framework. `path` (from the root of the site) and `query` (without "?") raw as
    on the wire, since providers sign them so; header names lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the inbox needs before anything is understood: the provider's own id for the event, so that a
    repeat is a no-op, and the lane whose events must stay in order (the citizen's address id, or the
    message id for a receipt)."""

    event_id: str
    lane: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    inbound: bool  # can the citizen answer here?
    text_limit: int  # characters a message, in `unit`
    unit: Literal["utf16", "segment"]
    buttons: int  # how many buttons one message may carry
    button_label: int  # longest label, in characters
    list_rows: int  # how many rows a list may have; 0 where there are no lists
    list_label: int
    choice_limit: int  # bytes a button id may have; 0 where there are no buttons
    receipts: Literal["none", "accepted", "delivered", "read"]
    window_hours: int | None  # free text only so long after the citizen's last message
    pace: float  # conversations that broadcasts may begin a second; the rest of what the provider takes is for replies


@dataclass(frozen=True, slots=True)
class Part:
    """One call to the provider, ready to send. Kept as JSON between commit and sending."""

    text: str
    shape: Literal["text", "buttons", "list"] = "text"
    buttons: tuple[Button, ...] = ()
    menu: str = ""
    segments: int = 1  # what the carrier bills, where it bills parts

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(kept: str) -> "Part":
        row = json.loads(kept)
        return Part(**{**row, "buttons": tuple(Button(**button) for button in row["buttons"])})


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message. `message_id` is unique for the channel."""

    message_id: str


class Failure(StrEnum):
    """Why a message was not taken, in the one list that every channel maps to (design law 5)."""

    RETRY = "retry"  # not processed; try again after `retry_after` seconds
    UNKNOWN = "unknown"  # may or may not have been taken
    GONE = "gone"  # the person blocked us or left
    OPTED_OUT = "opted_out"  # the provider refuses by the person's own wish
    WINDOW_CLOSED = "window_closed"
    BAD_ADDRESS = "bad_address"
    REFUSED = "refused"  # provider or carrier will not take it to this person, not by her wish; the channel goes on
    CONFIGURATION = "configuration"  # the whole channel is stopped until someone mends it
    OUR_BUG = "our_bug"  # the request itself is wrong; repeating it is useless


@dataclass(eq=False)
class SendError(Exception):
    """A classed failure. `detail` is a provider code or class name, never an address or a text."""

    failure: Failure
    detail: str = ""
    retry_after: float | None = None  # seconds

    def __str__(self) -> str:
        return f"{self.failure} {self.detail}".strip()


class Forged(Exception):
    """Not from the provider. Refuse with 403 and store nothing."""


class Unreadable(Exception):
    """From the provider, but not in a form we can read. Store it and answer 2xx."""


class MediaRefused(Exception):
    """The attachment is too large, of a wrong type or from a wrong host. The reason is for staff."""


class Channel(Protocol):
    """One way of reaching people, both directions in one file. Constructed with its account (secrets)."""

    name: str
    capabilities: Capabilities
    answer: tuple[str, str]  # what the provider wants to hear on success: content type, body

    def verify(self, hook: Hook) -> None:
        """Raise Forged unless the provider sent this. Constant time; a missing secret forges everything."""

    def envelope(self, hook: Hook) -> Envelope:
        """Cheap identification for the inbox. Raise Unreadable when the body cannot be read."""

    def read(self, hook: Hook) -> Sequence[Event]:
        """Everything the request says. Pure. Never raises on content: unknown things become Unknown."""

    def render(self, reply: Reply) -> Sequence[Part]:
        """Give a reply this channel's shape, split where it must be. Pure, needs no account."""

    def send(self, to: str, part: Part, token: str) -> Accepted:
        """One call. `token` is our outbox id for the receipts. Raise SendError."""

    def fetch(self, media: Media) -> Iterator[bytes]:
        """Stream an attachment with the provider's authentication. Raise MediaRefused or SendError."""

    def acknowledge(self, ack: str) -> None:
        """Stop the spinner on a pressed button. Best effort: raises SendError, which nobody need handle."""

    def close(self) -> None:
        """Let go of sockets and threads. The channel may be used again: it opens them anew."""


PERMANENT = frozenset(
    {
        Failure.GONE,
        Failure.OPTED_OUT,
        Failure.WINDOW_CLOSED,
        Failure.BAD_ADDRESS,
        Failure.REFUSED,
        Failure.OUR_BUG,
    }
)  # never sent again
