"""What every view needs at hand: the store, the programme, who is asking and in which language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g

from bot.words import Text, Voice
from civic.programme import Programme
from storage.db import Store
from storage.office import Staff
from storage.reports import Attachment


@dataclass(frozen=True, slots=True)
class House:
    """What the app was built with."""

    store: Store
    programme: Programme
    nudge: Callable[[], object]
    media: Callable[[Attachment], bytes]
    secure: bool


def house() -> House:
    kept: House = current_app.extensions["jawab"]
    return kept


def store() -> Store:
    return house().store


def now() -> datetime:
    return house().store.now()


def staff() -> Staff:
    """Who is asking. Only for views behind the log-in."""
    found: Staff = g.staff
    return found


def voice() -> Voice:
    spoken: Voice = g.voice
    return spoken


def say(text: Text, /, **blanks: object) -> str:
    return voice().say(text, **blanks)
