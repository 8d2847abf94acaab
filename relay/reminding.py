"""What the calendar asks for: reminders of sessions and polls become broadcasts, each nominal time once."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from civic import broadcasts, poll_news, session_news
from civic.broadcasts import Due
from relay.house import House
from storage.broadcasts import Fire

SOURCES: tuple[Callable[[Session, datetime], Iterable[Due]], ...] = (
    session_news.due_reminders,
    poll_news.due_reminders,
)


def remind(house: House) -> int:
    """Plan what is due and was not planned before; gives how many broadcasts that makes."""
    with house.store.read() as session:
        due = [one for source in SOURCES for one in source(session, house.store.now())]
        new = _not_fired(session, due)
    planned = 0
    for one in new:
        with house.store.session() as session:  # the fire and what it causes, together or not at all
            planned += broadcasts.fire(session, house.store, one) is not None
    return planned


def _not_fired(session: Session, due: list[Due]) -> list[Due]:
    wanted = [(one.schedule, one.nominal_at) for one in due]
    known = select(Fire.schedule, Fire.nominal_at).where(tuple_(Fire.schedule, Fire.nominal_at).in_(wanted))
    fired = {(row.schedule, row.nominal_at) for row in session.execute(known)} if due else set()
    return [one for one in due if (one.schedule, one.nominal_at) not in fired]
