"""The Bot API methods we pretend, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator import telegram_objects as shapes
from simulator import telegram_sending as sending
from simulator.outside import Outside
from simulator.telegram_call import Parameters, Refused, bad
from simulator.updates import Conflict, Webhook

MAX_FILE = 20 * 2**20


def get_file(outside: Outside, sent: Parameters) -> object:
    file_id = sent.text("file_id")
    file = outside.files.file(file_id.removeprefix("thumb-"))
    if file is None:
        raise bad("invalid file_id")
    if file.size > MAX_FILE:
        raise bad("file is too big")
    folder, ending = ("voice", "oga") if file.kind == "voice" else ("photos", file.mime.rpartition("/")[2])
    known = {"file_id": file_id, "file_unique_id": "AQAD" + file.id[-12:], "file_size": file.size}
    return known | {"file_path": f"{folder}/{file_id}.{ending.replace('jpeg', 'jpg')}"}


def get_me(outside: Outside, sent: Parameters) -> object:
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
    more = ("can_connect_to_business", "has_main_web_app")
    return shapes.bot(outside.settings) | dict.fromkeys(abilities + more, False)


def get_updates(outside: Outside, sent: Parameters) -> object:
    _allow(outside, sent)
    try:
        return outside.updates.get(sent.number("offset"), sent.number("limit", 100), sent.number("timeout"))
    except Conflict as other:
        raise Refused(409, f"Conflict: {other}") from other


def set_webhook(outside: Outside, sent: Parameters) -> object:
    url = sent.text("url")
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    secret = sent.text("secret_token")
    if len(secret) > 256 or not all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in secret):
        raise bad("secret token contains unallowed characters")
    _allow(outside, sent)
    webhook = Webhook(url, secret, sent.number("max_connections", 40)) if url else None
    outside.updates.set_webhook(webhook, drop=sent.decided("drop_pending_updates"))
    return True


def delete_webhook(outside: Outside, sent: Parameters) -> object:
    outside.updates.set_webhook(None, drop=sent.decided("drop_pending_updates"))
    return True


def get_webhook_info(outside: Outside, sent: Parameters) -> object:
    webhook = outside.updates.webhook or Webhook("", max_connections=0)
    known: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": outside.updates.pending(),
    }
    if webhook.max_connections:
        known["max_connections"] = webhook.max_connections
    if webhook.last_error:
        known |= {"last_error_date": webhook.last_error_at, "last_error_message": webhook.last_error}
    return known | ({"allowed_updates": outside.updates.allowed} if outside.updates.allowed else {})


def set_my_commands(outside: Outside, sent: Parameters) -> object:
    commands = sent.tree("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH" if isinstance(commands, list) else "can't parse commands JSON object")
    for command in commands:
        name, about = str(command.get("command", "")), str(command.get("description", ""))
        if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(about) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return True


def _allow(outside: Outside, sent: Parameters) -> None:
    """Which kinds are wanted; leaving it out keeps the earlier wish."""
    wanted = sent.tree("allowed_updates")
    if isinstance(wanted, list):
        outside.updates.allowed = [str(kind) for kind in wanted]


METHODS: Mapping[str, Callable[[Outside, Parameters], object]] = {
    "answercallbackquery": sending.answer_callback_query,
    "deletemessage": sending.delete_message,
    "deletewebhook": delete_webhook,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "editmessagetext": sending.edit_message_text,
    "getfile": get_file,
    "getme": get_me,
    "getupdates": get_updates,
    "getwebhookinfo": get_webhook_info,
    "sendchataction": sending.send_chat_action,
    "sendmessage": sending.send_message,
    "setmycommands": set_my_commands,
    "setwebhook": set_webhook,
}
