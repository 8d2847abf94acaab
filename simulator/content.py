"""Content templates: what may be made of them, and what a phone shows of a filled one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.ledger import Ledger

BODY, TITLE, ITEM, DESCRIPTION, ITEM_ID = 1024, 20, 24, 72, 200  # characters
MOST = 10  # actions or items
UNAPPROVED_REPLIES = 3
BLANK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TEXT, QUICK_REPLY, LIST_PICKER = "twilio/text", "twilio/quick-reply", "twilio/list-picker"


@dataclass(frozen=True, slots=True)
class Template:
    sid: str
    at: str
    body: Mapping[str, Any]  # as it was created
    approval: Mapping[str, Any] | None

    @property
    def approved(self) -> bool:
        return self.approval is not None and self.approval["status"] == "approved"


def find(ledger: Ledger, sid: str) -> Template | None:
    rows = ledger.sql("select * from contents where sid = ?", sid)
    return _template(rows[0]) if rows else None


def newest(ledger: Ledger) -> list[Template]:
    return [_template(row) for row in ledger.sql("select * from contents order by at desc, sid")]


def _template(row: Any) -> Template:
    approval = json.loads(row["approval"]) if row["approval"] else None
    return Template(row["sid"], row["at"], json.loads(row["body"]), approval)


def problem(body: Any) -> str:
    """Why Twilio would not create this, in a sentence; empty when it would."""
    if not isinstance(body, dict):
        return "The body must be a JSON object"
    if not isinstance(body.get("language"), str) or not body["language"]:
        return "language is required"
    types = body.get("types")
    if not isinstance(types, dict) or not types:
        return "types is required"
    variables = body.get("variables") or {}
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        return "variables must map names to strings"
    for kind, shape in types.items():
        if kind not in CHECKS:
            return f"{kind} is not a type this pretend Twilio knows"
        if not isinstance(shape, dict) or not str(shape.get("body") or "").strip():
            return f"{kind}: body is required"
        if len(shape["body"]) > (1600 if kind == TEXT else BODY):
            return f"{kind}: body is too long"
        if wrong := CHECKS[kind](shape):
            return f"{kind}: {wrong}"
    return ""


def _quick_reply(shape: Mapping[str, Any]) -> str:
    actions = shape.get("actions")
    if not isinstance(actions, list) or not 1 <= len(actions) <= MOST:
        return "1 to 10 actions are required"
    for action in actions:
        if not 1 <= len(_plain(action.get("title"))) <= TITLE:
            return "an action's title has 1 to 20 characters"
        if len(str(action.get("id") or "")) > ITEM_ID:
            return "an action's id is too long"
    return ""


def _list_picker(shape: Mapping[str, Any]) -> str:
    items = shape.get("items")
    if not 1 <= len(_plain(shape.get("button"))) <= TITLE:
        return "button has 1 to 20 characters"
    if not isinstance(items, list) or not 1 <= len(items) <= MOST:
        return "1 to 10 items are required"
    for item in items:
        if not 1 <= len(_plain(item.get("item"))) <= ITEM:
            return "an item has 1 to 24 characters"
        if not 1 <= len(str(item.get("id") or "")) <= ITEM_ID:
            return "an item's id has 1 to 200 characters"
        if len(_plain(item.get("description"))) > DESCRIPTION:
            return "an item's description has at most 72 characters"
    ids = [item["id"] for item in items]
    return "" if len(set(ids)) == len(ids) else "items need different ids"


def _plain(value: Any) -> str:
    """A blank counts as one character: its length is known only when it is filled."""
    return BLANK.sub("x", str(value or ""))


CHECKS = {TEXT: lambda shape: "", QUICK_REPLY: _quick_reply, LIST_PICKER: _list_picker}


def fill(template: Template, variables: Mapping[str, str]) -> dict[str, Any]:
    """What the phone shows: text, buttons, shape and, for a list, the word that opens it.

    The richest type wins, as on WhatsApp; a blank that was not given takes its sample.
    """
    samples = template.body.get("variables") or {}
    known = {**samples, **variables}

    def put(text: Any) -> str:
        return BLANK.sub(lambda blank: known.get(blank[1], blank[0]), str(text or ""))

    types = template.body["types"]
    if shape := types.get(LIST_PICKER):
        rows = [
            {"id": put(item["id"]), "label": put(item["item"]), "description": put(item.get("description"))}
            for item in shape["items"]
        ]
        return {"text": put(shape["body"]), "buttons": rows, "shape": "list", "menu": put(shape["button"])}
    if shape := types.get(QUICK_REPLY):
        buttons = [{"id": put(action.get("id")), "label": put(action["title"])} for action in shape["actions"]]
        return {"text": put(shape["body"]), "buttons": buttons, "shape": "buttons"}
    return {"text": put(types[TEXT]["body"]), "buttons": []}


def too_much(shown: Mapping[str, Any]) -> bool:
    """Would WhatsApp refuse this filled content when it is free-form, not an approved template?"""
    buttons, is_list = shown.get("buttons", []), shown.get("shape") == "list"
    longest = ITEM if is_list else TITLE
    most = MOST if is_list else UNAPPROVED_REPLIES
    return len(buttons) > most or any(len(button["label"]) > longest for button in buttons)
