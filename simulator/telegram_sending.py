"""What a bot says in a chat: send, edit, delete, keyboards, with Telegram's limits."""

from typing import Any

from simulator import telegram_objects as shapes
from simulator.outside import Outside
from simulator.records import Message, Phone
from simulator.telegram_call import Parameters, bad, reachable

MAX_TEXT = 4096  # UTF-16 units
MAX_DATA = 64  # bytes
MAX_BUTTONS, MAX_ROW = 100, 8
MAX_TOAST = 200
CALLBACK_LIFE = 150.0  # seconds


def send_message(outside: Outside, sent: Parameters) -> object:
    words = _words(sent)
    keyboard, content = _markup(sent)
    phone = reachable(outside, sent)
    record = outside.world.add(
        phone, "bot", "delivered", {"text": words, **content}, wire={"inline_keyboard": keyboard} if keyboard else {}
    )
    return shapes.message(outside.settings, phone, record)


def edit_message_text(outside: Outside, sent: Parameters) -> object:
    words = _words(sent)
    phone, record = _editable(outside, sent)
    keyboard, content = _markup(sent)
    return _edit(outside, phone, record, {"text": words, **content}, keyboard)


def edit_message_reply_markup(outside: Outside, sent: Parameters) -> object:
    phone, record = _editable(outside, sent)
    keyboard, content = _markup(sent)
    return _edit(outside, phone, record, {"text": record.content["text"], **content}, keyboard)


def delete_message(outside: Outside, sent: Parameters) -> object:
    record = _found(outside, reachable(outside, sent), sent, "delete")
    outside.world.change(record.id, content={"deleted": True})
    return True


def send_chat_action(outside: Outside, sent: Parameters) -> object:
    reachable(outside, sent)
    return True


def answer_callback_query(outside: Outside, sent: Parameters) -> object:
    rows = outside.world.sql("select at from callbacks where id = ?", sent.text("callback_query_id"))
    now = outside.world.now().timestamp()
    if not rows or now - rows[0]["at"] > CALLBACK_LIFE:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if shapes.utf16(sent.text("text")) > MAX_TOAST:
        raise bad("MESSAGE_TOO_LONG")
    return True


def _edit(outside: Outside, phone: Phone, record: Message, content: dict[str, Any], keyboard: list[Any]) -> object:
    if content["text"] == record.content["text"] and keyboard == record.wire.get("inline_keyboard", []):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    edited = shapes.seconds(outside.world.stamp())
    changed = outside.world.change(record.id, content=content, wire={"inline_keyboard": keyboard, "edited": edited})
    return shapes.message(outside.settings, phone, changed)


def _words(sent: Parameters) -> str:
    words = sent.text("text").strip()
    if not words:
        raise bad("message text is empty")
    if sent.text("parse_mode"):
        raise bad("can't parse entities: this pretend Telegram takes plain text only")
    if shapes.utf16(words) > MAX_TEXT:
        raise bad("message is too long")
    return words


def _found(outside: Outside, phone: Phone, sent: Parameters, verb: str) -> Message:
    record = outside.world.message("telegram", phone.address, sent.number("message_id"))
    if record is None or record.content.get("deleted"):
        raise bad(f"message to {verb} not found")
    return record


def _editable(outside: Outside, sent: Parameters) -> tuple[Phone, Message]:
    phone = reachable(outside, sent)
    record = _found(outside, phone, sent, "edit")
    if record.sender != "bot":
        raise bad("message can't be edited")
    return phone, record


def _markup(sent: Parameters) -> tuple[list[list[dict[str, Any]]], dict[str, Any]]:
    """The inline keyboard as sent, and how a phone shows it (or a reply keyboard)."""
    tree = sent.tree("reply_markup") or {}
    if not isinstance(tree, dict):
        raise bad("object expected as reply markup")
    inline = tree.get("inline_keyboard") or []
    rows = inline or tree.get("keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise bad("reply markup is too long")
    buttons = [{**_button(button, bool(inline)), "row": n} for n, row in enumerate(rows) for button in row]
    return inline, {"buttons": buttons, "shape": "buttons" if inline else "keyboard"} if buttons else {"buttons": []}


def _button(button: Any, inline: bool) -> dict[str, str]:
    if isinstance(button, str) and not inline:
        button = {"text": button}
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: text buttons must have text")
    if not inline:
        return {"id": "", "label": button["text"]}
    if "url" in button:
        return {"id": "", "label": button["text"], "url": str(button["url"])}
    data = button.get("callback_data")
    if data is None:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if not 1 <= len(str(data).encode()) <= MAX_DATA:
        raise bad("BUTTON_DATA_INVALID")
    return {"id": str(data), "label": button["text"]}
