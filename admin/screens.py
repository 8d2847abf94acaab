"""What every template may use: the reader's language, dates, labels and the way to other pages."""

from datetime import datetime, timedelta
from typing import Any

from babel import Locale
from babel.dates import format_timedelta
from flask import Flask, g, request

from admin import gate, permissions
from admin.context import house, now, say, voice
from bot import references
from bot.vocabulary import GROUPS, KINDS, PROBLEMS, STATES
from bot.words import LANGUAGES, RIGHT_TO_LEFT, Text, _
from storage.people import AddressRow

CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "sms": "SMS"}  # names of services, the same everywhere
SEVERITIES: dict[str, Text] = {
    "urgent": _("Urgent"),
    "high": _("High"),
    "normal": _("Normal"),
    "sensitive": _("Private"),
}


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=_speak,
        ago=ago,
        channel_name=channel_name,
        language_name=language_name,
        reference=references.show,
        GROUPS=GROUPS,
        KINDS=KINDS,
        LANGUAGES=LANGUAGES,
        PROBLEMS=PROBLEMS,
        RIGHT_TO_LEFT=RIGHT_TO_LEFT,
        ROLES=permissions.ROLES,
        SEVERITIES=SEVERITIES,
        STATES=STATES,
    )
    app.context_processor(_at_hand)


def _at_hand() -> dict[str, Any]:
    return {
        "voice": voice(),
        "staff": g.staff,
        "org": house().programme.name(voice().language),
        "here": gate.here() if request.method == "GET" else request.script_root + "/",
        "may": lambda endpoint: permissions.may(g.staff, endpoint),
    }


def _speak(text: str, /, **blanks: object) -> str:
    return say(Text(text), **blanks)


def ago(moment: datetime) -> str:
    """How far off a moment is, in words: "3 days ago", "in 5 hours"."""
    away: timedelta = moment - now()
    if voice().language == "ckb":  # CLDR has only "-3 d" for Sorani, which nobody reads
        return voice().date(moment.date())
    return format_timedelta(
        away, granularity="minute", threshold=2, add_direction=True, locale=Locale.parse(voice().language)
    )


def channel_name(address: AddressRow | str) -> str:
    name = address if isinstance(address, str) else address.channel
    return CHANNELS.get(name, name)


def language_name(code: str) -> str:
    """A language in its own name."""
    return LANGUAGES.get(code, code)
