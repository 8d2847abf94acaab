"""Outgoing post: rows written with the turn that says them, leased by a sender, settled one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, bindparam, func, insert, literal_column, or_, select, update

from bot.channels import shape
from bot.channels.base import Part
from bot.messages import Reply
from storage.db import Executor, Store, changed, dialect, table
from storage.delivery import raise_to
from storage.post import FAILED, LEASED, SENT, OutboxRow

LEASE = timedelta(seconds=60)

_outbox = table(OutboxRow)


def put(
    on: Executor,
    store: Store,
    *,
    address_id: int,
    channel: str,
    reply: Reply | Sequence[Reply],
    purpose: str,
    priority: int = 0,
    update_id: int | None = None,
    inbox_id: int | None = None,
    first: int = 0,
    expires_at: datetime | None = None,
) -> int:
    """Say something to one address, in the order given; gives how many provider calls that makes.

    After `expires_at` it is not sent any more. `first` numbers the calls of one turn (inbox_id, n): a turn that is
    worked again cannot say them twice.
    """
    replies = [reply] if isinstance(reply, Reply) else reply
    now = store.now()
    same = {
        "channel": channel,
        "address_id": address_id,
        "inbox_id": inbox_id,
        "update_id": update_id,
        "purpose": purpose,
        "priority": priority,
        "due_at": now,
        "expires_at": expires_at,
        "created_at": now,
    }
    parts = [part for one in replies for part in shape(channel, one)]
    rows = [{**same, "n": first + n, **_sealed(store, part)} for n, part in enumerate(parts)]
    if rows:
        on.execute(_put, rows)
    return len(rows)


_put = insert(_outbox)


def _sealed(store: Store, part: Part) -> dict[str, object]:
    return {"part": store.vault.seal(part.to_json(), drawer="post"), "segments": part.segments}


@dataclass(frozen=True, slots=True)
class Leased:
    """One provider call to make now, ours until the lease ends."""

    id: int
    address_id: int
    channel: str
    inbox_id: int | None
    purpose: str
    expires_at: datetime | None
    part: Part
    attempts: int
    created_at: datetime
    until: datetime


_o, _before = _outbox, _outbox.alias("earlier")
_heads = (
    select(_o.c.id)
    .where(
        _o.c.channel == bindparam("channel"),
        _o.c.status == literal_column("0"),
        _o.c.due_at <= bindparam("now"),
        # Only the first of each person's waiting messages, and none while another is on its way to her.
        ~select(literal_column("1"))
        .where(
            _before.c.address_id == _o.c.address_id,
            _before.c.status.in_([literal_column("0"), literal_column("1")]),
            or_(
                _before.c.status == literal_column("1"),
                _before.c.priority < _o.c.priority,
                and_(_before.c.priority == _o.c.priority, _before.c.id < _o.c.id),
            ),
        )
        .exists(),
    )
    .order_by(_o.c.priority, _o.c.id)
    .limit(bindparam("limit"))
)
_heads_locked = _heads.with_for_update(skip_locked=True, of=_o)
_lease = (
    update(_outbox)
    .values(status=LEASED, lease_until=bindparam("until"), lease_by=bindparam("by"), attempts=_outbox.c.attempts + 1)
    .returning(
        _outbox.c.id,
        _outbox.c.address_id,
        _outbox.c.channel,
        _outbox.c.inbox_id,
        _outbox.c.purpose,
        _outbox.c.expires_at,
        _outbox.c.part,
        _outbox.c.attempts,
        _outbox.c.created_at,
    )
)


def claim(on: Executor, store: Store, channel: str, by: str, limit: int) -> list[Leased]:
    """Lease the most urgent messages of a channel, at most one a person, replies before news before broadcasts."""
    now = store.now()
    heads = _heads_locked if dialect(on) == "postgresql" else _heads
    ids = list(on.execute(heads, {"channel": channel, "now": now, "limit": limit}).scalars())
    if not ids:
        return []
    until = now + LEASE
    rows = on.execute(_lease.where(_outbox.c.id.in_(ids)), {"until": until, "by": by}).all()
    order = {row_id: place for place, row_id in enumerate(ids)}
    return [
        Leased(
            row.id,
            row.address_id,
            row.channel,
            row.inbox_id,
            row.purpose,
            row.expires_at,
            Part.from_json(store.vault.read(row.part, drawer="post")),
            row.attempts,
            row.created_at,
            until,
        )
        for row in sorted(rows, key=lambda row: order[row.id])
    ]


def accepted(on: Executor, store: Store, leased: Leased, message_id: str, *, final: bool) -> None:
    """The provider took it. `final`: no news will follow, so "sent" is all we shall ever know."""
    now = store.now()
    key = store.vault.digest("message", leased.channel, message_id)
    taken = update(_outbox).where(_outbox.c.id == leased.id)
    on.execute(taken.values(status=SENT, message_key=key, sent_at=now, part=None, lease_until=None, reason=None))
    if final:
        raise_to(on, leased.id, "sent", "", now)


def retry(on: Executor, leased: Leased, due_at: datetime, reason: str) -> None:
    """Not now: back in line, with the reason staff can read."""
    back = update(_outbox).where(_outbox.c.id == leased.id, _outbox.c.status == literal_column("1"))
    on.execute(
        back.values(status=literal_column("0"), due_at=due_at, reason=reason[:60], lease_until=None, lease_by=None)
    )


def give_up(on: Executor, leased: Leased, reason: str, now: datetime) -> None:
    """It will not be sent, and this is why. The words stay sealed for three days, so that it can be sent after all."""
    end = update(_outbox).where(_outbox.c.id == leased.id)
    on.execute(end.values(status=FAILED, delivery="failed", reason=reason[:60], lease_until=None, delivered_at=now))


def resend(on: Executor, row_id: int, now: datetime) -> str | None:
    """Put a failed message back in line; gives its channel, or None when it did not fail or its words are gone."""
    back = (
        update(_outbox)
        .where(_outbox.c.id == row_id, _outbox.c.status == FAILED, _outbox.c.part.is_not(None))
        .values(status=literal_column("0"), delivery="queued", reason=None, attempts=0, due_at=now, delivered_at=None)
        .returning(_outbox.c.channel)
    )
    return on.execute(back).scalar()


def expire_leases(on: Executor, now: datetime) -> int:
    """What a killed sender left behind goes back in line."""
    left = update(_outbox).where(_outbox.c.status == literal_column("1"), _outbox.c.lease_until < now)
    return changed(on.execute(left.values(status=literal_column("0"), lease_until=None, lease_by=None)))


def lessees(on: Executor) -> list[str]:
    """Who holds something now."""
    return list(
        on.execute(select(_outbox.c.lease_by).where(_outbox.c.status == literal_column("1")).distinct()).scalars()
    )


def release(on: Executor, by: str) -> int:
    """Take back what a sender held that is known to be dead; nobody need wait for its lease to end."""
    held = update(_outbox).where(_outbox.c.status == literal_column("1"), _outbox.c.lease_by == by)
    return changed(on.execute(held.values(status=literal_column("0"), lease_until=None, lease_by=None)))


def expired(on: Executor, now: datetime) -> bool:
    left = select(_outbox.c.id).where(_outbox.c.status == literal_column("1"), _outbox.c.lease_until < now)
    return on.execute(left.limit(1)).first() is not None


def wake(on: Executor, address_id: int, now: datetime) -> None:
    """She wrote: what waited for her to do so (a closed window) may go now."""
    held = update(_outbox).where(_outbox.c.address_id == address_id, _outbox.c.status == literal_column("0"))
    on.execute(held.where(_outbox.c.due_at > now, _outbox.c.reason == "window_closed").values(due_at=now, reason=None))


def look_again(on: Executor, turns: Select[int | None], reason: str, now: datetime) -> int:
    """What these turns said and was held for this reason may be looked at again now; gives how many."""
    held = update(_outbox).where(_outbox.c.inbox_id.in_(turns), _outbox.c.status == literal_column("0"))
    return changed(on.execute(held.where(_outbox.c.reason == reason).values(due_at=now, reason=None)))


def waiting(on: Executor, channel: str, priority: int, now: datetime) -> int:
    """How many messages of a priority could go out on a channel now, and have not."""
    due = select(func.count()).where(_outbox.c.channel == channel, _outbox.c.priority == priority)
    return on.execute(due.where(_outbox.c.status == literal_column("0"), _outbox.c.due_at <= now)).scalar_one()


def due_channels(on: Executor, now: datetime) -> list[str]:
    """Channels with something to send: what the sweep finds when a hint was lost."""
    due = select(_outbox.c.channel).where(_outbox.c.status == literal_column("0"), _outbox.c.due_at <= now)
    return list(on.execute(due.group_by(_outbox.c.channel)).scalars())


def forget_parts(on: Executor, before: datetime) -> int:
    """Drop the words of messages that failed long ago."""
    old = update(_outbox).where(_outbox.c.status == FAILED, _outbox.c.created_at < before, _outbox.c.part.is_not(None))
    return changed(on.execute(old.values(part=None)))
