"""Incoming post: stored under a unique key before it is acknowledged, worked in order, one lane per citizen."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.db import Executor, Store, changed, dialect, table
from storage.people import AddressRow
from storage.post import DEAD, DONE, InboxRow
from storage.vault import Sealed, Vault

ATTEMPTS = 5
_BACK_OFF = (2, 10, 60, 300)  # seconds before the second, third, ... attempt

_inbox = table(InboxRow)
_is_pending = _inbox.c.status == literal_column("0")  # a literal: see storage/post.py


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest undone event of a lane, locked for this transaction."""

    id: int
    lane: bytes
    channel: str
    kind: str
    sealed: bytes | None
    attempts: int
    due_at: datetime

    def raw(self, vault: Vault) -> bytes:
        """As it came. Opened by whoever works it, so that one that does not open is set aside like any other."""
        if self.sealed is None:
            raise Sealed("dropped")
        return vault.open(self.sealed, drawer="post")


def put(on: Executor, store: Store, *, channel: str, event_id: str, lane: str, raw: bytes) -> bytes | None:
    """Keep an event; gives its lane, or None when it is here already (a provider repeats itself)."""
    lane_key = store.vault.digest("address", channel, lane)
    kept = _keep(on, store, channel, store.vault.digest("event", channel, event_id), lane_key, "hook", raw)
    return lane_key if kept is not None else None


def start(
    on: Executor,
    store: Store,
    address: AddressRow,
    *,
    flow: str,
    answers: Mapping[str, Any],
    update_id: int | None = None,
    purpose: str = "report",
    priority: int = 1,
    expires_at: datetime | None = None,
) -> bytes:
    """Have a flow begun in a citizen's lane, after all that she has sent so far; gives the lane.

    `purpose` and `priority` as in the outbox; after `expires_at` it is neither begun nor sent.
    """
    begun = Start(flow, answers, update_id, purpose, priority, expires_at)
    said = (flow, json.dumps(dict(answers), sort_keys=True), str(update_id), store.now().isoformat())
    begin(on, store, begun, channel=address.channel, lane=address.lookup, once=(str(address.id), *said))
    return address.lookup


@dataclass(frozen=True, slots=True)
class Start:
    """What the office begins in a citizen's lane."""

    flow: str
    answers: Mapping[str, Any]
    update_id: int | None
    purpose: str
    priority: int
    expires_at: datetime | None

    @staticmethod
    def read(raw: bytes) -> "Start":
        kept = json.loads(raw)
        end = kept.get("expires_at")  # earlier editions kept only the first three
        return Start(
            kept["flow"],
            kept["answers"],
            kept["update_id"],
            kept.get("purpose", "report"),
            kept.get("priority", 1),
            datetime.fromisoformat(end) if end else None,
        )

    def to_json(self) -> bytes:
        end = self.expires_at.isoformat() if self.expires_at else None
        return json.dumps({**asdict(self), "answers": dict(self.answers), "expires_at": end}).encode()


def begin(on: Executor, store: Store, start: Start, *, channel: str, lane: bytes, once: tuple[str, ...]) -> int | None:
    """Keep a start; gives its row, or None when one with the same words in `once` was kept before."""
    return _keep(on, store, channel, store.vault.digest("start", *once), lane, "start", start.to_json())


def _keep(on: Executor, store: Store, channel: str, key: bytes, lane: bytes, kind: str, raw: bytes) -> int | None:
    now = store.now()
    values = {
        "channel": channel,
        "event_key": key,
        "lane": lane,
        "kind": kind,
        "raw": store.vault.seal(raw, drawer="post"),
        "due_at": now,
        "received_at": now,
    }
    statement = _keep_postgres if dialect(on) == "postgresql" else _keep_sqlite
    row_id: int | None = on.execute(statement, values).scalar()
    return row_id


_keep_sqlite = sqlite.insert(_inbox).on_conflict_do_nothing().returning(_inbox.c.id)
_keep_postgres = postgresql.insert(_inbox).on_conflict_do_nothing().returning(_inbox.c.id)

_oldest = (
    select(_inbox.c.id, _inbox.c.channel, _inbox.c.kind, _inbox.c.raw, _inbox.c.attempts, _inbox.c.due_at)
    .where(_inbox.c.lane == bindparam("lane"), _is_pending)
    .order_by(_inbox.c.id)
    .limit(1)
    .with_for_update()  # on PostgreSQL a second worker waits here; SQLite has one writer anyway
)


def oldest(on: Executor, lane: bytes) -> Waiting | None:
    """The lane's next event. A failing one holds its own lane back until its next attempt, and no other."""
    row = on.execute(_oldest, {"lane": lane}).first()
    if row is None:
        return None
    return Waiting(row.id, lane, row.channel, row.kind, row.raw, row.attempts, row.due_at)


_settle = update(_inbox).where(_inbox.c.id == bindparam("row_id"))
_done = _settle.values(status=DONE, done_at=bindparam("now"), error=None)


def done(on: Executor, row_id: int, now: datetime) -> None:
    on.execute(_done, {"row_id": row_id, "now": now})


def failed(on: Executor, waiting: Waiting, error: str, now: datetime) -> bool:
    """Try again later, or set it aside for a person when it has been tried enough. True when set aside."""
    attempts = waiting.attempts + 1
    dead = attempts >= ATTEMPTS
    later = now + timedelta(seconds=_BACK_OFF[min(attempts, len(_BACK_OFF)) - 1])
    values = {"attempts": attempts, "error": error[:200], "due_at": later}
    on.execute(_settle.values(**values, **({"status": DEAD} if dead else {})), {"row_id": waiting.id})
    return dead


def replay(on: Executor, row_id: int, now: datetime) -> bytes | None:
    """Give a dead letter another five attempts; gives its lane, or None when it is not dead or its content is gone."""
    revived = (
        update(_inbox)
        .where(_inbox.c.id == row_id, _inbox.c.status == DEAD, _inbox.c.raw.is_not(None))
        .values(status=literal_column("0"), attempts=0, due_at=now)
        .returning(_inbox.c.lane)
    )
    return on.execute(revived).scalar()


_due_lanes = (
    select(_inbox.c.lane)
    .where(_is_pending, _inbox.c.due_at <= bindparam("now"))
    .group_by(_inbox.c.lane)
    .limit(bindparam("limit"))
)


def due_lanes(on: Executor, now: datetime, limit: int = 200) -> list[bytes]:
    """Lanes with something to do: what the sweep finds when a hint was lost."""
    return list(on.execute(_due_lanes, {"now": now, "limit": limit}).scalars())


def starts(on: Executor, channel: str, now: datetime, since: datetime) -> tuple[int, int]:
    """On one channel: how many starts wait to be worked now, and how many were kept after `since`."""
    begun = (_inbox.c.kind == literal_column("'start'"), _inbox.c.channel == channel)
    waiting = select(func.count()).where(_is_pending, *begun, _inbox.c.due_at <= now)
    recent = select(func.count()).where(_inbox.c.raw.is_not(None), *begun, _inbox.c.received_at > since)
    return on.execute(waiting).scalar_one(), on.execute(recent).scalar_one()


def backlog(on: Executor, now: datetime) -> tuple[int, float]:
    """How many events wait, and how long the oldest has (seconds)."""
    waiting, oldest_at = on.execute(_backlog).one()
    return waiting, (now - oldest_at).total_seconds() if oldest_at else 0.0


_backlog = select(func.count(_inbox.c.id), func.min(_inbox.c.received_at)).where(_is_pending)


def forget_raw(on: Executor, before: datetime) -> int:
    """Drop what providers sent and we no longer need, dead letters included; the key stays, so a replay is a no-op."""
    old = update(_inbox).where(_inbox.c.received_at < before, _inbox.c.raw.is_not(None)).values(raw=None)
    return changed(on.execute(old))
