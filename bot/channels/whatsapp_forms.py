"""The forms WhatsApp wants for buttons and lists. Only their outline is registered at the provider: every word, line,
label and id is a blank, filled when the message is sent (docs/decisions/0007-whatsapp-content.md)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Part
from bot.channels.text import shorten, utf16
from bot.messages import Button

LINES = 12  # more would make too many different outlines
ROW_TITLE, ROW_DETAIL = 24, 72


@dataclass(frozen=True, slots=True)
class Form:
    """`content` is what to register once, `digest` names it, `variables` is the JSON for this one message."""

    digest: str
    content: dict[str, Any]
    variables: str


class _Blanks:
    """Hands out numbered blanks and remembers what goes into each."""

    def __init__(self) -> None:
        self.filled: dict[str, str] = {}

    def __call__(self, value: str) -> str:
        name = str(len(self.filled) + 1)
        self.filled[name] = value.replace("{{", "{ {")  # her braces are no blanks of ours
        return "{{" + name + "}}"


def fill(part: Part) -> Form:
    """The form of a part with buttons or a list."""
    blank = _Blanks()
    body = "\n".join(blank(line) if line else "" for line in _lines(part.text))
    types = _quick_reply(part, body, blank) if part.shape == "buttons" else _list_picker(part, body, blank)
    digest = hashlib.sha256(json.dumps(types, sort_keys=True).encode()).hexdigest()
    content = {
        "friendly_name": f"jawab_{digest[:16]}",
        "language": "en",  # it holds no words
        "variables": {name: f"sample {name}" for name in blank.filled},
        "types": types,
    }
    return Form(digest, content, json.dumps(blank.filled, ensure_ascii=False))


def _lines(text: str) -> list[str]:
    """Single-spaced lines: a value may hold neither a line break nor a tab nor a run of spaces (error 21656)."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def _quick_reply(part: Part, body: str, blank: _Blanks) -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": blank(button.label), "id": blank(button.id)} for button in part.buttons]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def _list_picker(part: Part, body: str, blank: _Blanks) -> dict[str, Any]:
    items = []
    for title, detail, button in rows(part.buttons):
        item = {"item": blank(title), "id": blank(button.id)}
        items.append(item | {"description": blank(detail)} if detail else item)
    return {"twilio/list-picker": {"body": body, "button": blank(part.menu), "items": items}}


def rows(buttons: tuple[Button, ...]) -> list[tuple[str, str, Button]]:
    """Title, detail and button of each row. A long label stands shortened in the title and whole in the detail;
    titles that would look alike begin with their digit."""
    titles = [shorten(button.label, ROW_TITLE) for button in buttons]
    found = []
    for title, button in zip(titles, buttons, strict=True):
        if titles.count(title) > 1:
            title = shorten(f"{button.key}. {button.label}", ROW_TITLE)
        long = utf16(button.label) > ROW_TITLE or title.endswith("…")
        found.append((title, shorten(button.label, ROW_DETAIL) if long else "", button))
    return found
