"""Telegram, both directions: bot updates in, plain text with inline buttons out."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels import download, telegram_updates
from bot.channels.base import (
    Accepted,
    Capabilities,
    Envelope,
    Failure,
    Forged,
    Hook,
    MediaRefused,
    Part,
    SendError,
    Unreadable,
)
from bot.channels.telegram_client import Line
from bot.channels.text import clean, numbered, shorten, split, utf16
from bot.messages import Button, Event, Media, Reply, Unknown

LIMITS = Capabilities(
    inbound=True,
    text_limit=4096,
    unit="utf16",
    buttons=50,  # a hundred are seen to work, but their labels together may not
    button_label=64,
    list_rows=0,
    list_label=0,
    choice_limit=64,
    receipts="accepted",
    window_hours=None,
    pace=20,  # of about 30 messages a second (core.telegram.org/bots/faq)
)
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")  # updates to ask Telegram for
LARGEST = 20_000_000  # bytes; getFile gives no more
_HEADER = "x-telegram-bot-api-secret-token"
_MENU = "…"  # a message must say something above its buttons


@dataclass(frozen=True, slots=True)
class Account:
    """`secret` is what we gave setWebhook: 1-256 of A-Z a-z 0-9 _ -."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    api_url: str = "https://api.telegram.org"


class Telegram:
    """The Telegram channel of one bot."""

    name = telegram_updates.CHANNEL
    capabilities = LIMITS
    answer = ("text/plain", "")  # anything more would be taken as a call

    def __init__(self, account: Account) -> None:
        self._secret = account.secret.encode()
        self._line = Line(account.token, account.api_url)

    def verify(self, hook: Hook) -> None:
        given = hook.headers.get(_HEADER, "").encode(errors="replace")
        if not (hmac.compare_digest(given, self._secret) and self._secret):
            raise Forged("secret token")

    def envelope(self, hook: Hook) -> Envelope:
        update = telegram_updates.load(hook.body)
        number = str(update["update_id"])
        return Envelope(number, telegram_updates.person(update) or number)

    def read(self, hook: Hook) -> Sequence[Event]:
        try:
            update = telegram_updates.load(hook.body)
        except Unreadable:
            return (Unknown("unreadable"),)
        return (telegram_updates.event(update),)

    @staticmethod
    def render(reply: Reply) -> tuple[Part, ...]:
        return render(reply)

    def send(self, to: str, part: Part, token: str) -> Accepted:
        """`token` is not needed: Telegram sends no receipts."""
        if not to.isdecimal():
            raise SendError(Failure.BAD_ADDRESS, "not a chat id")
        keyboard = _keyboard(part.buttons)
        sent = self._line.call(lambda bot: bot.send_message(int(to), part.text, reply_markup=keyboard))
        return Accepted(f"{to}:{sent.message_id}")

    def fetch(self, media: Media) -> Iterator[bytes]:
        if media.size is not None and media.size > LARGEST:
            raise MediaRefused("too large")
        try:
            file = self._line.call(lambda bot: bot.get_file(media.ref))
        except SendError as error:
            if error.failure is Failure.OUR_BUG:  # too big, or an id of another bot
                raise MediaRefused(error.detail) from None
            raise
        base = self._line.files
        return download.stream(file.file_path or "", limit=LARGEST, allowed=lambda url: url.startswith(base))

    def acknowledge(self, ack: str) -> None:
        self._line.call(lambda bot: bot.answer_callback_query(ack))

    def register(self, url: str) -> None:
        """Tell Telegram to bring updates to `url`, with our secret. Raise SendError."""
        secret = self._secret.decode()
        self._line.call(lambda bot: bot.set_webhook(url, allowed_updates=WANTED, secret_token=secret))

    def close(self) -> None:
        self._line.close()


def render(reply: Reply) -> tuple[Part, ...]:
    """Text in as few messages as fit, the buttons under the last. Numbers where the buttons would be refused."""
    text, buttons = clean(reply.text).strip(), reply.buttons
    if len(buttons) > LIMITS.buttons or any(
        len(button.id.encode(errors="replace")) > LIMITS.choice_limit for button in buttons
    ):
        text, buttons = numbered(text, buttons), ()
    pieces = [piece for piece in split(text, LIMITS.text_limit) if piece.strip()]
    if buttons and not pieces:
        pieces = [shorten(clean(reply.menu), LIMITS.button_label) or _MENU]
    last = len(pieces) - 1
    return tuple(
        Part(piece, "buttons", tuple(map(_short, buttons))) if buttons and n == last else Part(piece)
        for n, piece in enumerate(pieces)
    )


def _short(button: Button) -> Button:
    label = shorten(clean(button.label), LIMITS.button_label)
    return Button(button.id, label or str(button.key), button.key)


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    longest = max(utf16(button.label) for button in buttons)
    across = 3 if longest <= 8 else 2 if longest <= 16 else 1  # what a small phone shows without cutting
    keys = [InlineKeyboardButton(button.label, callback_data=button.id) for button in buttons]
    return InlineKeyboardMarkup([keys[n : n + across] for n in range(0, len(keys), across)])
