"""Broadcasts are dealt out: conversations begin by the dozen, as fast as their channel takes them, never ahead of
replies. (Who gets what, and from when on: relay/expanding.py.)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, literal_column, select, update
from sqlalchemy.orm import Session

from bot.channels import Channel
from civic import broadcasts, standing, whom
from relay.expanding import expand
from relay.house import Hints, House
from relay.planner import Drop, Errand, Hold, Plan, Send, plan
from relay.standing import person
from storage import inbox, outbox
from storage.broadcasts import DEALT, DROPPED, Broadcast, Recipient
from storage.db import table
from storage.inbox import Start

__all__ = ["deal", "expand"]

BATCH = 25  # conversations begun in one transaction
ROOM = 100  # of a channel's broadcast messages may wait; more would only stand in line
PRIORITY = 2
_PACE = timedelta(seconds=2)  # the stretch over which a channel's pace is kept
_r = table(Recipient)
_waits = _r.c.state == literal_column("0")  # a literal: see storage/post.py


def deal(house: House, hints: Hints) -> int:
    """Begin conversations with those whose hour has come, while their channel has room; gives how many were begun."""
    begun = 0
    for channel in house.channels.values():
        while (lanes := _batch(house, channel)) is not None:
            begun += len(lanes)
            for lane in lanes:
                hints.turns(lane)
    _finish(house)
    return begun


def _batch(house: House, channel: Channel) -> list[bytes] | None:
    """The lanes of conversations begun in one transaction; None when there is no room or nobody is due."""
    store = house.store
    with store.read() as session:
        if _room(session, channel, store.now()) < 1 or session.scalars(_sending(channel, store.now())).first() is None:
            return None
    with store.session() as session:
        now = store.now()
        room = min(BATCH, _room(session, channel, now))
        broadcast = session.scalars(_sending(channel, now).with_for_update(skip_locked=True, of=Broadcast)).first()
        if broadcast is None or room < 1:
            return None
        rows = session.execute(_due(broadcast, channel, now, room)).all()
        return _Dealer(house, session, broadcast, channel, now).take(rows)


def _room(session: Session, channel: Channel, now: datetime) -> int:
    """How many conversations may begin now, by what still waits and by what the channel takes in a second."""
    waiting, recent = inbox.starts(session, channel.name, now, now - _PACE)
    unsent = outbox.waiting(session, channel.name, PRIORITY, now)
    return min(ROOM - waiting - unsent, int(channel.capabilities.pace * _PACE.total_seconds()) - recent)


def _sending(channel: Channel, now: datetime) -> Select[Broadcast]:
    """What ends soonest goes first."""
    due = select(_r.c.id).where(_r.c.broadcast_id == Broadcast.id, _r.c.channel == channel.name, _waits)
    ready = select(Broadcast).where(Broadcast.state == "sending", due.where(_r.c.due_at <= now).exists())
    return ready.order_by(Broadcast.expires_at, Broadcast.id).limit(1)


def _due(broadcast: Broadcast, channel: Channel, now: datetime, limit: int) -> Select[Any]:
    mine = (_r.c.broadcast_id == broadcast.id, _r.c.channel == channel.name, _waits, _r.c.due_at <= now)
    people = standing.people(broadcast.purpose).add_columns(_r.c.id.label("id"))
    chosen = people.join(_r, _r.c.address_id == people.selected_columns.address_id)
    return chosen.where(*mine).order_by(_r.c.due_at, _r.c.id).limit(limit)


_begin = update(_r).where(_r.c.id == bindparam("row")).values(state=DEALT, reason=None, inbox_id=bindparam("turn"))
_hold = update(_r).where(_r.c.id == bindparam("row")).values(due_at=bindparam("until"), reason=bindparam("why"))
_drop = update(_r).where(_r.c.id == bindparam("row")).values(state=DROPPED, reason=bindparam("why"))


@dataclass(frozen=True, slots=True)
class _Dealer:
    """One batch of one broadcast, in one transaction that holds the broadcast's row."""

    house: House
    session: Session
    broadcast: Broadcast
    channel: Channel
    now: datetime

    def take(self, rows: Sequence[Row[Any]]) -> list[bytes]:
        lanes = []
        for row in rows:
            match self._plan(row):
                case Send():
                    self._start(row)
                    lanes.append(row.lookup)
                case Hold(until=until, reason=reason):
                    self.session.execute(_hold, {"row": row.id, "until": until, "why": reason})
                case Drop(reason=reason):
                    self.session.execute(_drop, {"row": row.id, "why": reason})
        return lanes

    def _plan(self, row: Row[Any]) -> Plan:
        fresh = whom.fresh(self.session, self.broadcast, row.citizen_id)
        errand = Errand(self.broadcast.purpose, self.broadcast.expires_at, self.broadcast.state, fresh)
        return plan(errand, person(row, self.house), self.channel.capabilities, self.now)

    def _start(self, row: Row[Any]) -> None:
        broadcast = self.broadcast
        begun = Start(
            broadcasts.flow(broadcast),
            broadcasts.answers(broadcast),
            None,
            broadcast.purpose,
            PRIORITY,
            broadcast.expires_at,
        )
        where = {"channel": row.channel, "lane": row.lookup}
        turn = inbox.begin(self.session, self.house.store, begun, **where, once=("recipient", str(row.id)))
        self.session.execute(_begin, {"row": row.id, "turn": turn})


def _finish(house: House) -> None:
    """What is over is closed: all had their turn, or its time has passed."""
    now = house.store.now()
    left = select(_r.c.id).where(_r.c.broadcast_id == Broadcast.id, _waits).exists()
    over = select(Broadcast).where(Broadcast.state == "sending", (Broadcast.expires_at <= now) | ~left)
    with house.store.read() as session:
        if session.scalars(over.limit(1)).first() is None:
            return
    with house.store.session() as session:
        for broadcast in session.scalars(over.with_for_update(skip_locked=True, of=Broadcast)):
            broadcasts.withdraw(session, broadcast, "expired")
            broadcast.state, broadcast.done_at = "done", now
