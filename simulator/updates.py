"""Telegram's queue of updates: handed out by getUpdates, or pushed to the webhook with its retry rules."""

import json
import random
from dataclasses import dataclass
from typing import Any

import httpx

from simulator.faults import Faults
from simulator.postman import Postman
from simulator.records import Message, Phone
from simulator.settings import Settings
from simulator.world import World

DAY = 86_400.0
PRESS = 150.0  # seconds a button press is kept
MAX_POLL = 50.0
SHORTEST_RETRY = 0.05  # however fast the pace
LONGEST_RETRY_AFTER = 3600.0
BY_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0


class Conflict(Exception):
    """Somebody else takes the updates: the text is Telegram's."""


class Updates:
    def __init__(
        self, world: World, settings: Settings, faults: Faults, postman: Postman, client: httpx.Client
    ) -> None:
        self._world, self._settings, self._faults = world, settings, faults
        self._postman, self._client = postman, client
        self.polls = 0
        self._tries: dict[int, int] = {}  # of the updates that are with the postman
        self.allowed: list[str] = []
        self.webhook: Webhook | None = None

    # In

    def add(self, phone: Phone, kind: str, body: dict[str, Any], message: Message | None = None) -> None:
        """Queue one update; `message` is told when the product has taken it."""
        if (self.allowed and kind not in self.allowed) or (not self.allowed and kind in BY_REQUEST_ONLY):
            return
        expires = self._world.now().timestamp() + (PRESS if kind == "callback_query" else DAY)
        with self._world.whole():
            [row] = self._world.sql(
                "insert into updates (chat, message, kind, expires, body) values (?, ?, ?, ?, ?) returning id",
                *(phone.address, message.id if message else 0, kind, expires, json.dumps(body)),
            )
        if self.webhook:
            self._hand_over(row["id"], phone.address)

    def pending(self) -> int:
        return int(self._world.sql("select count(*) from updates")[0][0])

    # Out by getUpdates

    def get(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:
        """Confirms what lies below `offset`; waits up to `timeout` seconds for news. Raises Conflict."""
        if self.webhook:
            raise Conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self.polls += 1
        mine = self.polls
        self._confirm(offset)
        limit = limit if 1 <= limit <= 100 else 100
        ready = lambda: self.polls != mine or self.webhook is not None or self.pending() > 0  # noqa: E731
        if timeout > 0:
            self._world.wait(ready, min(timeout, MAX_POLL))
        if self.polls != mine:
            raise Conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        rows = self._world.sql("select * from updates order by id limit ?", limit)
        return [{"update_id": row["id"], **json.loads(row["body"])} for row in rows]

    def _confirm(self, offset: int) -> None:
        """A negative offset counts from the end; what lies before it is forgotten."""
        if offset < 0:
            rows = self._world.sql("select id from updates order by id desc limit 1 offset ?", -offset - 1)
            offset = rows[0]["id"] if rows else 0
        for row in self._world.sql("delete from updates where id < ? returning message", offset):
            self._taken(row["message"])
        with self._world.news:
            self._world.news.notify_all()  # an older poller must learn that it is over

    # Out by webhook

    def set_webhook(self, webhook: Webhook | None, *, drop: bool = False) -> None:
        """With None, updates wait for getUpdates."""
        if drop:
            self._world.sql("delete from updates")
        self.webhook = webhook
        for row in self._world.sql("select id, chat from updates order by id") if webhook else []:
            self._hand_over(row["id"], row["chat"])

    def _hand_over(self, update_id: int, chat: str) -> None:
        if update_id in self._tries:
            return
        self._tries[update_id] = 0
        self._postman.carry(f"telegram:{chat}", lambda: self._push(update_id))

    def _push(self, update_id: int) -> float | None:
        """One attempt. The lane is the chat, so a failing update holds back only its own."""
        rows = self._world.sql("select * from updates where id = ?", update_id)
        if not rows or self.webhook is None:
            self._tries.pop(update_id, None)
            return None
        row, webhook = rows[0], self.webhook
        body = json.dumps({"update_id": update_id, **json.loads(row["body"])}).encode()
        self._copies(row["chat"], webhook, body)
        wait = self._post(webhook, body)
        if wait is None:
            self._drop(update_id)
            self._taken(row["message"])
            return None
        self._tries[update_id] += 1
        wait = wait or self._backoff(self._tries[update_id])
        if self._world.now().timestamp() + wait > row["expires"]:
            self._drop(update_id)
            self._lost(row["message"])
            return None
        return wait

    def _post(self, webhook: Webhook, body: bytes) -> float | None:
        """None when taken; else the seconds the product asked us to wait, 0 when it did not say."""
        headers = {"Content-Type": "application/json", "User-Agent": "", "Accept-Encoding": "gzip, deflate"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            answer = self._client.post(webhook.url, content=body, headers=headers, timeout=60)
        except httpx.HTTPError as wrong:
            self._note(webhook, type(wrong).__name__)
            return 0.0
        if answer.is_success:
            return None
        self._note(webhook, f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
        asked = answer.headers.get("Retry-After", "")
        return min(float(asked), LONGEST_RETRY_AFTER) if asked.isdecimal() else 0.0

    def _note(self, webhook: Webhook, error: str) -> None:
        webhook.last_error, webhook.last_error_at = error, int(self._world.now().timestamp())

    def _backoff(self, tries: int) -> float:
        """The first retry is immediate; then 2, 4, 8 ... seconds up to a random cap."""
        if tries == 1:
            return 0.0
        wait = min(2.0 ** min(tries - 1, 7), random.uniform(60, 120))  # noqa: S311
        return max(SHORTEST_RETRY, wait * self._settings.pace)

    def _copies(self, chat: str, webhook: Webhook, body: bytes) -> None:
        """Duplicates, when trouble was ordered: lanes of their own, so that they meet the original."""
        fault = self._faults.take({"duplicate", "late_duplicate"}, "telegram", chat)
        for number in range(fault.copies if fault else 0):
            late = fault.seconds if fault and fault.kind == "late_duplicate" else 0.0
            self._postman.carry(f"telegram:{chat}:copy:{number}", lambda: (self._post(webhook, body), None)[1], late)

    def _drop(self, update_id: int) -> None:
        self._world.sql("delete from updates where id = ?", update_id)
        self._tries.pop(update_id, None)

    def _taken(self, message_id: int) -> None:
        if message_id:
            self._world.change(message_id, status="delivered")

    def _lost(self, message_id: int) -> None:
        if message_id:
            self._world.change(message_id, status="failed", content={"error": "expired"})
