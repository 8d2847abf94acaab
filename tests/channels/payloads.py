"""Captured payloads as webhook requests, and accounts to read them with."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.channels.base import Channel, Hook
from bot.channels.sms import Sms
from bot.channels.telegram import Account as TelegramAccount
from bot.channels.telegram import Telegram
from bot.channels.twilio import Account as TwilioAccount
from bot.channels.twilio import sign
from bot.channels.whatsapp import WhatsApp

DATA = Path(__file__).parent.parent / "data"
PUBLIC = "https://feedback.example.org"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT_SID = "AC0123456789abcdef0123456789abcdef"
BOT_TOKEN = "7000000001:AAbot-token-that-nobody-may-see"
SECRET = "test_secret-TOKEN_1"


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / name).read_text())
    return found


UPDATES: dict[str, dict[str, Any]] = {case["name"]: case["update"] for case in load("telegram_updates.json")["updates"]}
INBOUND: dict[str, dict[str, Any]] = {case["name"]: case for case in load("twilio_inbound.json")["requests"]}
STATUS: dict[str, dict[str, Any]] = {case["name"]: case for case in load("twilio_status_callbacks.json")["requests"]}


class Kept(dict[str, str]):
    """A store of content sids in memory."""

    def put(self, digest: str, sid: str) -> None:
        self[digest] = sid


def telegram(api_url: str = "http://127.0.0.1:9") -> Telegram:
    return Telegram(TelegramAccount(token=BOT_TOKEN, secret=SECRET, api_url=api_url))


def account(api_url: str = "http://127.0.0.1:9", **more: Any) -> TwilioAccount:
    known: dict[str, Any] = {
        "account_sid": ACCOUNT_SID,
        "auth_tokens": (AUTH_TOKEN,),
        "sender": "+15550100100",
        "public_url": PUBLIC,
        "api_url": api_url,
        "content_url": f"{api_url}/content",
    }
    return TwilioAccount(**(known | more))


def sms(api_url: str = "http://127.0.0.1:9", **more: Any) -> Sms:
    return Sms(account(api_url, **more))


def whatsapp(api_url: str = "http://127.0.0.1:9", contents: Kept | None = None, **more: Any) -> WhatsApp:
    return WhatsApp(account(api_url, **more), Kept() if contents is None else contents)


def update_hook(update: Any, secret: str = SECRET) -> Hook:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": secret}
    return Hook("POST", "/hooks/telegram", "", headers, body)


def captured_hook(case: Mapping[str, Any]) -> Hook:
    """A captured Twilio request with the signature that came with it."""
    place = urlsplit(case["url"])
    return Hook(
        case["method"],
        place.path,
        place.query,
        {"x-twilio-signature": case["x_twilio_signature"]},
        case["body"].encode(),
    )


def form_hook(
    pairs: Mapping[str, str] | Sequence[tuple[str, str]],
    *,
    path: str = "/hooks/sms",
    query: str = "",
    token: str = AUTH_TOKEN,
    public: str = PUBLIC,
) -> Hook:
    """A form signed by our own code (which other tests check against the SDK)."""
    fields = list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs)
    signed = public + path + (f"?{query}" if query else "") + "".join(k + v for k, v in sorted(set(fields)))
    headers = {"x-twilio-signature": sign(token.encode(), signed).decode()}
    return Hook("POST", path, query, headers, urlencode(fields).encode())


def every_hook() -> list[tuple[Channel, str, Hook]]:
    """Every captured POST with the channel it is for and its name."""
    bot, text, chat = telegram(), sms(), whatsapp()
    found: list[tuple[Channel, str, Hook]] = [(bot, name, update_hook(update)) for name, update in UPDATES.items()]
    for name, case in (INBOUND | STATUS).items():
        if case["method"] == "POST":
            found.append((text if case["channel"] == "sms" else chat, name, captured_hook(case)))
    return found
