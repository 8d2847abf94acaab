"""One call of the Bot API: its parameters, and its refusals as Telegram words them."""

import json
from collections.abc import Mapping
from typing import Any

from simulator.outside import Outside
from simulator.records import Phone


class Refused(Exception):
    """A refusal as Telegram words it."""

    def __init__(self, status: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


class Parameters:
    """What was sent, whether as form fields (all strings) or as JSON."""

    def __init__(self, sent: Mapping[str, Any]) -> None:
        self._sent = sent

    def text(self, name: str) -> str:
        value = self._sent.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, otherwise: int = 0) -> int:
        try:
            return int(self.text(name) or otherwise)
        except ValueError as wrong:
            raise bad(f'parameter "{name}" must be a number') from wrong

    def decided(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1", "yes"}

    def tree(self, name: str) -> Any:
        """A JSON value, sent as such or serialised into a form field; None when absent."""
        value = self._sent.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as wrong:
            raise bad(f"can't parse {name} JSON object") from wrong


def reachable(outside: Outside, sent: Parameters) -> Phone:
    """The chat, if that person has ever written to the bot and has not blocked it."""
    address = sent.text("chat_id")
    if not address:
        raise bad("chat_id is empty")
    phone = outside.world.people.phone("telegram", address)
    if phone is None or not phone.heard:
        raise bad("chat not found")
    if phone.blocked:
        raise Refused(403, "Forbidden: bot was blocked by the user")
    return phone
