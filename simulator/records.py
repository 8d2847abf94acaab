"""What the outside world is made of: citizens, their phones, and messages."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Sender = Literal["citizen", "bot"]
CHANNELS = ("telegram", "whatsapp", "sms")


@dataclass(frozen=True, slots=True)
class Phone:
    """One address on one channel. `heard` is when it last wrote to us (ISO, UTC), empty if never."""

    channel: str
    address: str
    name: str
    language: str
    blocked: bool
    opted_out: bool
    heard: str

    @staticmethod
    def of(row: sqlite3.Row) -> "Phone":
        flags = {"blocked": bool(row["blocked"]), "opted_out": bool(row["opted_out"])}
        return Phone(row["channel"], row["address"], row["name"], row["language"], **flags, heard=row["heard"])


@dataclass(frozen=True, slots=True)
class Citizen:
    id: int
    name: str
    number: str  # E.164, or "" when only one account is known
    language: str
    phones: tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """`content` is what the phone shows; `wire` is what only the provider knows (links, senders)."""

    id: int
    version: int
    channel: str
    address: str
    sender: Sender
    provider_id: str
    status: str
    at: str  # ISO, UTC
    content: Mapping[str, Any]
    wire: Mapping[str, Any]

    @staticmethod
    def of(row: sqlite3.Row) -> "Message":
        return Message(**dict(row) | {"content": json.loads(row["content"]), "wire": json.loads(row["wire"])})
