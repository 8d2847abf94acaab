"""A house whose channels reach the pretend providers over real sockets, and whose work is done when a test says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels import Channel
from bot.channels.sms import Sms
from bot.channels.telegram import Account as TelegramAccount
from bot.channels.telegram import Telegram
from bot.channels.twilio import Account as TwilioAccount
from bot.channels.whatsapp import WhatsApp
from civic.programme import Programme
from flows import BOOK
from relay.house import House
from simulator.serve import Running, running
from simulator.settings import Settings
from storage.db import Store

TOKEN, SECRET = "7000000001:AAErAndOmLookiNgTokEn1234567890", "telegram-echoes-this-back"
SID, AUTH = "AC0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"


class Forms(dict[str, str]):
    """The forms WhatsApp has registered, kept for one test."""

    def put(self, digest: str, sid: str) -> None:
        self[digest] = sid


@pytest.fixture
def outside() -> Iterator[Running]:
    """The pretend providers; nobody answers their webhooks, so they are told to bring none."""
    settings = Settings(
        telegram_token=TOKEN,
        telegram_secret=SECRET,
        twilio_account_sid=SID,
        twilio_auth_token=AUTH,
        whatsapp_sender="+15550100100",
        sms_sender="+15550100200",
        hooks_url="http://127.0.0.1:9/hooks",
        pace=0,
    )
    with running(settings) as started:
        yield started


@pytest.fixture
def house(store: Store, outside: Running, tmp_path: Path) -> Iterator[House]:
    def twilio(sender: str) -> TwilioAccount:
        return TwilioAccount(
            account_sid=SID,
            auth_tokens=(AUTH,),
            sender=sender,
            public_url="http://127.0.0.1:9",
            api_url=f"{outside.url}/twilio",
            content_url=f"{outside.url}/content",
        )

    channels: dict[str, Channel] = {
        "telegram": Telegram(TelegramAccount(token=TOKEN, secret=SECRET, api_url=f"{outside.url}/telegram")),
        "whatsapp": WhatsApp(twilio("whatsapp:+15550100100"), Forms()),
        "sms": Sms(twilio("+15550100200")),
    }
    programme = Programme(org={"en": "Jawab"}, phone="800 1234", zone="Asia/Baghdad", languages=("en", "ar"))
    yield House(store, programme, channels, BOOK, tmp_path / "media", lambda: 0.5)
    for channel in channels.values():
        channel.close()
