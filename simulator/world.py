"""The state of the outside world: its people, and every message in both directions, in one order."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from simulator.ledger import Ledger, utc_now
from simulator.people import People
from simulator.records import Message, Phone, Sender


class World(Ledger):
    """Thread-safe. A message's `version` rises with every change of it, so that a page can ask what is new."""

    def __init__(self, path: str = ":memory:", now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(path, now)
        self.people = People(self)
        self._version: int = self.sql("select coalesce(max(version), 0) from messages")[0][0]

    @property
    def version(self) -> int:
        return self._version

    def add(
        self,
        phone: Phone,
        sender: Sender,
        status: str,
        content: Mapping[str, Any],
        *,
        provider_id: str = "",
        wire: Mapping[str, Any] | None = None,
    ) -> Message:
        """A new message on a phone's screen. Our `id` is also Telegram's message id."""
        with self.whole():
            self._version += 1
            [row] = self.sql(
                "insert into messages (version, channel, address, sender, provider_id, status, at, content, wire)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning *",
                *(self._version, phone.channel, phone.address, sender, provider_id, status, self.stamp()),
                _kept(content),
                _kept(wire or {}),
            )
            if sender == "citizen":
                self.people.mark(phone.channel, phone.address, heard=row["at"])
        return Message.of(row)

    def change(
        self,
        message_id: int,
        *,
        status: str | None = None,
        content: Mapping[str, Any] | None = None,
        wire: Mapping[str, Any] | None = None,
    ) -> Message:
        """Give a message a new status, or add to what it shows or to what the provider knows."""
        with self.whole():
            [row] = self.sql("select * from messages where id = ?", message_id)
            old = Message.of(row)
            self._version += 1
            [row] = self.sql(
                "update messages set version = ?, status = ?, content = ?, wire = ? where id = ? returning *",
                *(self._version, status or old.status),
                _kept({**old.content, **(content or {})}),
                _kept({**old.wire, **(wire or {})}),
                message_id,
            )
        return Message.of(row)

    def messages(self, channel: str, address: str, *, after: int = 0, changed: int = 0) -> list[Message]:
        """Both directions in order: those with an id above `after` and a version above `changed`."""
        rows = self.sql(
            "select * from messages where channel = ? and address = ? and id > ? and version > ? order by id",
            *(channel, address, after, changed),
        )
        return [Message.of(row) for row in rows]

    def message(self, channel: str, address: str, message_id: int) -> Message | None:
        rows = self.sql(
            "select * from messages where id = ? and channel = ? and address = ?", message_id, channel, address
        )
        return Message.of(rows[0]) if rows else None

    def by_provider_id(self, provider_id: str) -> Message | None:
        rows = self.sql("select * from messages where provider_id = ?", provider_id)
        return Message.of(rows[0]) if rows else None


def _kept(record: Mapping[str, Any]) -> str:
    # ASCII with escapes: a lone surrogate that somebody types must not stop the world.
    return json.dumps(dict(record))
