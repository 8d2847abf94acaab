"""A due broadcast becomes recipients: INSERT ... SELECT over ten thousand citizens a step, each with her own hour."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from civic import whom
from civic.localtime import known, next_allowed
from relay.house import House
from storage.audience import Profile
from storage.broadcasts import DROPPED, PLANNED, Broadcast, Recipient
from storage.db import changed, dialect, table
from storage.people import Citizen
from storage.types import Moment

CHUNK = 10_000  # citizen ids looked at in one transaction: the writer's lock is held for a moment only
_r = table(Recipient)


def expand(house: House) -> int:
    """Find who gets what is due, and from when on; gives how many people were added. Safe to run anywhere, again."""
    added = 0
    while (more := _chunk(house)) is not None:
        added += more
    return added


def _chunk(house: House) -> int | None:
    """One step of one broadcast, or None when none is due."""
    with house.store.read() as session:
        if session.scalars(_due(house.store.now())).first() is None:
            return None
    with house.store.session() as session:
        broadcast = session.scalars(_due(house.store.now()).with_for_update(skip_locked=True)).first()
        if broadcast is None:
            return None
        last = session.scalar(select(func.max(Citizen.id))) or 0
        top = broadcast.cursor + CHUNK
        found = _add(house, session, broadcast, top)
        broadcast.cursor, broadcast.state = min(top, last), "expanding" if top < last else "sending"
        return found


def _due(now: datetime) -> Select[Broadcast]:
    due = select(Broadcast).where(Broadcast.state.in_(["planned", "expanding"]), Broadcast.due_at <= now)
    return due.order_by(Broadcast.expires_at).limit(1)


def _add(house: House, session: Session, broadcast: Broadcast, top: int) -> int:
    chosen = whom.whom(broadcast)
    citizen_id = chosen.selected_columns.citizen_id
    m = chosen.where(citizen_id > broadcast.cursor, citizen_id <= top).subquery()
    due_at = _hours(house, session, broadcast, top, m.c.zone)
    late = due_at >= literal(broadcast.expires_at, Moment())
    rows = select(
        literal(broadcast.id),
        m.c.citizen_id,
        m.c.address_id,
        m.c.channel,
        case((late, DROPPED), else_=PLANNED),
        due_at,
        case(
            (late, "expired"),
            (m.c.channel.not_in(list(house.channels)), "no_channel"),
            (due_at > literal(house.store.now(), Moment()), "quiet_hours"),
        ),
    ).where(_first_time(session, broadcast, m.c.citizen_id))
    names = ["broadcast_id", "citizen_id", "address_id", "channel", "state", "due_at", "reason"]
    keep = postgresql.insert(_r) if dialect(session) == "postgresql" else sqlite.insert(_r)
    statement = keep.from_select(names, rows).on_conflict_do_nothing()
    return changed(session.execute(statement, execution_options={"preserve_rowcount": True}))


def _hours(house: House, session: Session, broadcast: Broadcast, top: int, zone: Any) -> Any:
    """The next allowed hour, as an expression over people's zones. Who has none lives in the programme's."""
    soonest, home = max(broadcast.due_at, house.store.now()), house.programme.zone
    lived = select(Profile.zone).where(Profile.citizen_id > broadcast.cursor, Profile.citizen_id <= top).distinct()
    at = {there: next_allowed(soonest, there) for there in session.scalars(lived) if there and known(there)}
    otherwise = literal(next_allowed(soonest, home), Moment())
    if not at:
        return otherwise
    return case(*((zone == there, literal(hour, Moment())) for there, hour in at.items()), else_=otherwise)


def _first_time(session: Session, broadcast: Broadcast, citizen_id: Any) -> Any:
    """Two groups may overlap: nobody gets the same thing twice."""
    same = select(Broadcast.id).where(
        Broadcast.kind == broadcast.kind,
        Broadcast.subject_id == broadcast.subject_id,
        Broadcast.edition == broadcast.edition,
        Broadcast.id != broadcast.id,
    )
    siblings = list(session.scalars(same))
    if not siblings:
        return true()
    other = _r.alias("other")
    had = other.c.broadcast_id.in_(siblings), other.c.citizen_id == citizen_id, other.c.state != DROPPED
    return ~select(other.c.id).where(*had).exists()
