"""Puts the house together from its settings. The only place that knows every room."""

import base64
import binascii
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.channels import Channel
from bot.channels.sms import Sms
from bot.channels.telegram import Account as TelegramAccount
from bot.channels.telegram import Telegram
from bot.channels.twilio import Account as TwilioAccount
from bot.channels.whatsapp import WhatsApp
from civic.programme import Programme
from flows import BOOK
from jawab.settings import Refused, Settings
from relay.house import House
from storage.db import Store, connect
from storage.post import ContentRow
from storage.vault import Vault

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


def house(settings: Settings, now: Callable[[], datetime] = utc_now) -> House:
    store = Store(database(settings), vault(settings), now)
    return House(
        store=store,
        programme=Programme(
            org=dict.fromkeys(settings.languages, settings.org),
            phone=settings.phone,
            zone=settings.zone,
            languages=settings.languages,
            url=settings.public_url,
            reached_at=reached_at(settings),
        ),
        channels=channels(settings, store),
        book=BOOK,
        media_folder=settings.data / "media",
        random=random.random,
    )


def database(settings: Settings) -> Engine:
    """Opened once to see that it is there. What the driver says is not repeated: it may hold the password."""
    where = "DATABASE_URL" if settings.database_url else f"the database in the data folder {settings.data}"
    try:
        engine = connect(settings.database)
        engine.connect().close()
    except (SQLAlchemyError, ImportError) as error:
        raise Refused(f"Jawab cannot open {where} ({type(error).__name__}). See docs/settings.md.") from None
    return engine


def reached_at(settings: Settings) -> dict[str, str]:
    """What people write to, by channel, for links and QR codes."""
    known = {
        "telegram": settings.telegram_name,
        "whatsapp": settings.whatsapp_sender.removeprefix("whatsapp:"),
        "sms": settings.sms_sender,
    }
    return {channel: address for channel, address in known.items() if address}


def vault(settings: Settings) -> Vault:
    try:
        keys = [base64.b64decode(key, validate=True) for key in _several(settings.vault_keys.get_secret_value())]
        return Vault(keys)
    except (binascii.Error, ValueError):
        raise Refused("JAWAB_VAULT_KEYS must hold 32 random bytes in base64: make one with `jawab new-key`.") from None


def channels(settings: Settings, store: Store) -> dict[str, Channel]:
    """The channels that have an account."""
    made: dict[str, Channel] = {}
    if token := settings.telegram_token.get_secret_value():
        secret = settings.telegram_secret.get_secret_value()
        made["telegram"] = Telegram(TelegramAccount(token=token, secret=secret, api_url=settings.telegram_api_url))
    if settings.twilio_account_sid and settings.whatsapp_sender:
        made["whatsapp"] = WhatsApp(_twilio(settings, settings.whatsapp_sender), KeptContents(store))
    if settings.twilio_account_sid and settings.sms_sender:
        made["sms"] = Sms(_twilio(settings, settings.sms_sender))
    return made


def _twilio(settings: Settings, sender: str) -> TwilioAccount:
    return TwilioAccount(
        account_sid=settings.twilio_account_sid,
        auth_tokens=tuple(_several(settings.twilio_auth_tokens.get_secret_value())),
        sender=sender,
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
        content_url=settings.twilio_content_url,
    )


@dataclass(frozen=True, slots=True)
class KeptContents:
    """The message forms that WhatsApp has registered for us, so that each is made once."""

    store: Store

    def get(self, digest: str) -> str | None:
        kept = select(ContentRow.sid).where(ContentRow.channel == "whatsapp", ContentRow.digest == digest)
        with self.store.read() as session:
            return session.scalar(kept)

    def put(self, digest: str, sid: str) -> None:
        row = {"channel": "whatsapp", "digest": digest, "sid": sid, "created_at": self.store.now()}
        try:
            with self.store.begin() as connection:
                connection.execute(insert(ContentRow), row)
        except IntegrityError:  # another sender made it too, or a stale one is replaced
            with self.store.begin() as connection:
                connection.execute(update(ContentRow).where(ContentRow.digest == digest).values(sid=sid))


def _several(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]
