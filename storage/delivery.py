"""News of what we sent, joined to what is known. It comes late, twice and in any order; what is shown only rises."""

from datetime import datetime

from sqlalchemy import select, update

from bot.messages import Status
from storage.db import Executor, Store, table
from storage.post import OutboxRow

RANK: dict[str, int] = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}  # joined upwards only

_outbox = table(OutboxRow)


def join(on: Executor, row_id: int, status: Status, reason: str, now: datetime) -> bool:
    """Join delivery news to what is known: the state only ever rises. False when the row is not ours."""
    known = on.execute(select(_outbox.c.id).where(_outbox.c.id == row_id)).first()
    if known:
        raise_to(on, row_id, status, reason, now)
    return known is not None


def by_message(on: Executor, store: Store, channel: str, message_id: str) -> int | None:
    key = store.vault.digest("message", channel, message_id)
    return on.execute(select(_outbox.c.id).where(_outbox.c.message_key == key)).scalar()


def raise_to(on: Executor, row_id: int, status: Status, reason: str, now: datetime) -> None:
    lower = [name for name, rank in RANK.items() if rank < RANK[status]]
    values: dict[str, object] = {"delivery": status, "delivered_at": now}
    if status == "failed":
        values["reason"] = reason[:60] or "failed"
    elif status in ("delivered", "read"):
        values["reason"] = None
    on.execute(update(_outbox).where(_outbox.c.id == row_id, _outbox.c.delivery.in_(lower)).values(**values))
