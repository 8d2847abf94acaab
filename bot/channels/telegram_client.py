"""The way to Telegram: one bot on one event loop in one thread, and what its errors mean."""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as TooLate
from datetime import timedelta
from typing import Any, TypeVar

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.channels.base import Failure, SendError
from bot.channels.silence import hush

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's future: spans of time as timedelta, no warning

CONNECT, ANSWER, ALTOGETHER = 5.0, 10.0, 15.0  # seconds
_CONNECTIONS = 32
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_REFUSALS = {  # a piece of what Telegram says, lower case -> what it means
    "chat not found": Failure.BAD_ADDRESS,
    "peer_id_invalid": Failure.BAD_ADDRESS,
    "user not found": Failure.BAD_ADDRESS,
    "user_is_blocked": Failure.GONE,
    "input_user_deactivated": Failure.GONE,
    "not enough rights": Failure.GONE,
    "have no rights": Failure.GONE,
    "query is too old": Failure.OUR_BUG,
    "message is not modified": Failure.OUR_BUG,
    "can't parse entities": Failure.OUR_BUG,
    "message is too long": Failure.OUR_BUG,
    "message text is empty": Failure.OUR_BUG,
    "button_data_invalid": Failure.OUR_BUG,
    "reply markup is too long": Failure.OUR_BUG,
    "file is too big": Failure.OUR_BUG,
}

Answer = TypeVar("Answer")


class Line:
    """One Bot for many threads. A Bot belongs to the event loop of its first request, so that loop lives on."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token, self._api_url = token, api_url.rstrip("/")
        self._lock = threading.Lock()
        self._bot: Bot | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def files(self) -> str:
        """The address every file link begins with. It holds the token: never show it."""
        return f"{self._api_url}/file/bot{self._token}/"

    def call(self, what: Callable[[Bot], Coroutine[Any, Any, Answer]]) -> Answer:
        """The answer of one call to the bot, from any thread but the loop's own. Raise SendError."""
        bot, loop = self._open()
        running = asyncio.run_coroutine_threadsafe(what(bot), loop)
        try:
            return running.result(ALTOGETHER)
        except TooLate:
            running.cancel()
            raise SendError(Failure.UNKNOWN, "TooLate") from None
        except Exception as error:  # TelegramError, or an answer the library cannot read
            raise classed(error) from None

    def _open(self) -> tuple[Bot, asyncio.AbstractEventLoop]:
        """The bot and its running loop. Made late, so that a forked process makes its own."""
        with self._lock:
            if self._bot is None or self._loop is None:
                hush("httpx", "httpcore", "telegram")
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)
                self._thread.start()
                self._bot = Bot(
                    self._token,
                    base_url=f"{self._api_url}/bot",
                    base_file_url=f"{self._api_url}/file/bot",
                    request=_request(_CONNECTIONS),
                    get_updates_request=_request(1),
                )
            return self._bot, self._loop

    def close(self) -> None:
        with self._lock:
            bot, loop, thread = self._bot, self._loop, self._thread
            self._bot = self._loop = self._thread = None
        if bot is None or loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(_shut(bot), loop).result(ALTOGETHER)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(ALTOGETHER)
        loop.close()


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT,
        pool_timeout=CONNECT,
        read_timeout=ANSWER,
        write_timeout=ANSWER,
    )


async def _shut(bot: Bot) -> None:
    for request in bot._request:  # Bot.shutdown() leaves sockets open unless initialize() has asked getMe
        await request.shutdown()


def classed(error: Exception) -> SendError:
    """What went wrong, in our words. Nothing of the provider's text is passed on: it may quote the citizen."""
    name = type(error).__name__
    match error:
        case RetryAfter():
            return SendError(Failure.RETRY, name, retry_after=_seconds(error.retry_after))
        case Forbidden():
            return SendError(Failure.GONE, name)
        case InvalidToken() | Conflict():
            return SendError(Failure.CONFIGURATION, name)
        case ChatMigrated():  # only groups move, and a group is no conversation
            return SendError(Failure.BAD_ADDRESS, name)
        case BadRequest():  # before NetworkError, whose child it is
            return _refused(error)
        case NetworkError() if isinstance(error.__cause__, _NOT_SENT):
            return SendError(Failure.RETRY, type(error.__cause__).__name__)
        case TimedOut():
            return SendError(Failure.UNKNOWN, name)
        case NetworkError() if "too large" in error.message.lower():
            return SendError(Failure.OUR_BUG, "too large")
        case TelegramError():
            return SendError(Failure.UNKNOWN, name)
    return SendError(Failure.UNKNOWN, name)


def _refused(error: BadRequest) -> SendError:
    said = error.message.lower()
    for piece, failure in _REFUSALS.items():
        if piece in said:
            return SendError(failure, piece)
    return SendError(Failure.OUR_BUG, "BadRequest")


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
