"""Broadcasts: what is planned for many, held for a while, or called off; relay/broadcasting.py sends them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from civic.estimate import Preview, preview
from civic.progress import Progress, progress
from storage import outbox
from storage.broadcasts import DROPPED, Broadcast, Fire, Recipient
from storage.db import Store, changed, dialect
from storage.office import LogEntry, Staff

__all__ = [
    "FLOWS",
    "OVER",
    "Due",
    "Preview",
    "Progress",
    "answers",
    "cancel",
    "fire",
    "flow",
    "pause",
    "plan",
    "preview",
    "progress",
    "resume",
    "withdraw",
]

FLOWS = {  # what each kind begins in a citizen's lane
    "invitation": "rsvp",
    "reminder_day": "reminder",
    "reminder_hours": "reminder",
    "moved": "moved",
    "cancelled": "called_off",
    "poll": "poll-{id}",
    "poll_reminder": "poll-{id}",
    "results": "results",
}
SESSION_KINDS = frozenset({"invitation", "reminder_day", "reminder_hours", "moved", "cancelled"})
OVER = frozenset({"cancelled", "done"})


@dataclass(frozen=True, slots=True)
class Due:
    """A broadcast that the clock asks for. `schedule` and `nominal_at` together happen once, ever:
    "session 12 reminder_day 1", at the instant it was meant for (however late it is noticed)."""

    schedule: str  # at most 60 characters
    nominal_at: datetime
    kind: str
    subject_id: int
    edition: int
    purpose: str
    expires_at: datetime
    segment_id: int | None = None


def flow(broadcast: Broadcast) -> str:
    return FLOWS[broadcast.kind].format(id=broadcast.subject_id)


def answers(broadcast: Broadcast) -> dict[str, str]:
    """What the flow is begun with."""
    if broadcast.kind in SESSION_KINDS:
        return {"session": str(broadcast.subject_id)}
    return {"poll": str(broadcast.subject_id)} if broadcast.kind == "results" else {}


def plan(
    session: Session,
    store: Store,
    *,
    kind: str,
    subject_id: int,
    edition: int,
    purpose: str,
    segment_id: int | None = None,
    due_at: datetime,
    expires_at: datetime,
    staff: Staff | None = None,
) -> Broadcast:
    """Have it sent from `due_at` on, and to nobody after `expires_at`. The same one that is not over yet is given
    back instead of a second one: a button pressed twice invites once. Raises ValueError when it ends before it begins.
    """
    if kind not in FLOWS or expires_at <= max(due_at, store.now()):
        raise ValueError("a broadcast of an unknown kind, or over before it begins")
    if (found := _under_way(session, kind, subject_id, edition, segment_id)) is not None:
        return found
    planned = Broadcast(
        kind=kind,
        subject_id=subject_id,
        edition=edition,
        purpose=purpose,
        segment_id=segment_id,
        due_at=due_at,
        expires_at=expires_at,
        state="planned",
        created_by=staff.id if staff else None,
        created_at=store.now(),
    )
    session.add(planned)
    session.flush()
    _record(session, store, planned, staff, "plan")
    return planned


def _under_way(session: Session, kind: str, subject_id: int, edition: int, segment_id: int | None) -> Broadcast | None:
    same = select(Broadcast).where(
        Broadcast.kind == kind,
        Broadcast.subject_id == subject_id,
        Broadcast.edition == edition,
        Broadcast.segment_id.is_not_distinct_from(segment_id),
        Broadcast.state.not_in(OVER),
    )
    return session.scalars(same).first()


def fire(session: Session, store: Store, due: Due) -> Broadcast | None:
    """Plan what the clock asks for, once for each nominal time; None when it was done before, by whomever."""
    values = {"schedule": due.schedule, "nominal_at": due.nominal_at, "fired_at": store.now()}
    insert = postgresql.insert(Fire) if dialect(session) == "postgresql" else sqlite.insert(Fire)
    first = session.execute(insert.values(values).on_conflict_do_nothing().returning(Fire.schedule)).first()
    if first is None or due.expires_at <= store.now():
        return None
    return plan(
        session,
        store,
        kind=due.kind,
        subject_id=due.subject_id,
        edition=due.edition,
        purpose=due.purpose,
        segment_id=due.segment_id,
        due_at=due.nominal_at,
        expires_at=due.expires_at,
    )


def pause(session: Session, store: Store, broadcast: Broadcast, staff: Staff | None) -> bool:
    """Begin no more and hold what waits to be sent. False when there is nothing to pause."""
    if not _moved(session, broadcast, "paused", frozenset({"planned", "expanding", "sending"})):
        return False
    _record(session, store, broadcast, staff, "pause")
    return True


def resume(session: Session, store: Store, broadcast: Broadcast, staff: Staff | None) -> bool:
    """Go on where it was paused. False when it is not paused."""
    if not _moved(session, broadcast, "expanding" if broadcast.cursor else "planned", frozenset({"paused"})):
        return False
    outbox.look_again(session, _turns(broadcast), "paused", store.now())
    _record(session, store, broadcast, staff, "resume")
    return True


def cancel(session: Session, store: Store, broadcast: Broadcast, staff: Staff | None) -> bool:
    """Nobody else gets it; those it did not reach keep "cancelled" as the reason. False when it is over."""
    if not _moved(session, broadcast, "cancelled", frozenset({"planned", "expanding", "sending", "paused"})):
        return False
    broadcast.done_at = store.now()
    withdraw(session, broadcast, "cancelled")
    outbox.look_again(session, _turns(broadcast), "paused", store.now())
    _record(session, store, broadcast, staff, "cancel")
    return True


def withdraw(session: Session, broadcast: Broadcast, reason: str) -> int:
    """All who still wait for their hour will not get it, for this reason; gives how many."""
    waiting = update(Recipient).where(Recipient.broadcast_id == broadcast.id, Recipient.state == literal_column("0"))
    return changed(session.execute(waiting.values(state=DROPPED, reason=reason)))


def _turns(broadcast: Broadcast) -> Select[int | None]:
    return select(Recipient.inbox_id).where(Recipient.broadcast_id == broadcast.id, Recipient.inbox_id.is_not(None))


def _moved(session: Session, broadcast: Broadcast, state: str, allowed: frozenset[str]) -> bool:
    # Whoever deals holds this row for the length of one batch: after this, none is begun.
    session.refresh(broadcast, with_for_update=True)
    if broadcast.state not in allowed:
        return False
    broadcast.state = state
    session.flush()
    return True


def _record(session: Session, store: Store, broadcast: Broadcast, staff: Staff | None, action: str) -> None:
    entry = LogEntry(
        at=store.now(),
        staff_id=staff.id if staff else None,
        action=f"{action} broadcast",
        subject=f"broadcast {broadcast.id}",
        detail={"kind": broadcast.kind, "of": broadcast.subject_id},
    )
    session.add(entry)
