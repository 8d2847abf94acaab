"""The neutral records that pass between a channel and the conversation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MediaKind = Literal["photo", "voice", "video", "file"]
Status = Literal["queued", "sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached. The id is opaque: a WhatsApp user may have no phone number."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Media:
    """Something a citizen attached. `ref` is what the channel needs to fetch it, never a public link."""

    kind: MediaKind
    ref: str
    mime: str = ""
    size: int | None = None  # bytes, when the provider says


@dataclass(frozen=True, slots=True)
class Location:
    """WGS 84 degrees."""

    lat: float
    lon: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from a citizen. `choice` is the id of the button she pressed."""

    address: Address
    id: str
    text: str = ""
    choice: str | None = None
    media: tuple[Media, ...] = ()
    location: Location | None = None
    at: datetime | None = None
    name: str = ""  # as the provider shows it; sealed at rest, hidden from officials
    locale: str = ""  # what the provider believes she speaks; a hint, never a decision
    ack: str = ""  # what to acknowledge at the provider (a Telegram callback query), best effort


@dataclass(frozen=True, slots=True)
class Receipt:
    """News of a message we sent. `token` is our own outbox id, when the provider hands it back."""

    channel: str
    message_id: str
    status: Status
    reason: str = ""  # the provider's code, empty when all is well
    token: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """The provider itself took STOP (or START) and has already answered the citizen."""

    address: Address
    stopped: bool


@dataclass(frozen=True, slots=True)
class Reachability:
    """The citizen blocked (or unblocked) us."""

    address: Address
    reachable: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """A genuine event that we have no use for. Kept, acknowledged, not answered."""

    why: str


Event = Inbound | Receipt | OptOut | Reachability | Unknown


@dataclass(frozen=True, slots=True)
class Button:
    """One choice offered. `key` is the digit that chooses it where there are no buttons."""

    id: str
    label: str
    key: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing said to a citizen, in her language, before a channel gives it its shape."""

    text: str
    buttons: tuple[Button, ...] = ()
    menu: str = ""  # in her language, what opens the list of buttons ("Choose"), where a channel has lists
