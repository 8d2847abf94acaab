"""One inbound event, one transaction: what was heard, what was done and what is said commit together."""

import logging
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import dialogue
from bot.engine import Place, Turn
from bot.messages import Event, Inbound, OptOut, Reachability, Receipt
from civic import people, polls
from civic.desk import CivicDesk
from relay import hooks, receipts, standing
from relay.house import Hints, House
from storage import inbox, outbox, places
from storage.inbox import Start, Waiting
from storage.people import AddressRow

log = logging.getLogger(__name__)


_by_lane = select(AddressRow).where(AddressRow.channel == bindparam("channel"), AddressRow.lookup == bindparam("lane"))


@dataclass(slots=True)
class Said:
    """What one turn leaves to be done after its commit."""

    channels: set[str] = field(default_factory=set)
    acks: list[tuple[str, str]] = field(default_factory=list)
    calls: int = 0


def work(house: House, hints: Hints, lane: bytes) -> int:
    """Work a lane's events in order until none is due; gives how many were done."""
    done = 0
    while (said := _next(house, lane)) is not None:
        done += 1
        for channel in said.channels:
            hints.deliver(channel)
        for channel, ack in said.acks:
            hints.acknowledge(channel, ack)
        hints.media()
    return done


def _next(house: House, lane: bytes) -> Said | None:
    """One event of the lane, or None when nothing is due. A failure rolls back and is counted apart."""
    waiting: Waiting | None = None
    try:
        with house.store.session() as session:
            waiting = inbox.oldest(session, lane)
            if waiting is None or waiting.due_at > house.store.now():
                return None
            said = _turn(house, session, waiting)
            inbox.done(session, waiting.id, house.store.now())
            return said
    except OperationalError:  # the database, not the message: it does not count against her
        raise
    except Exception as error:  # whatever a turn raises, the citizen's words are kept and tried again
        if waiting is None:
            raise
        _set_back(house, waiting, error)
        return None


def _set_back(house: House, waiting: Waiting, error: Exception) -> None:
    where = f"{type(error).__name__} at {_place_of(error)}"  # never its words: they may hold a citizen's
    with house.store.begin() as connection:
        dead = inbox.failed(connection, waiting, where, house.store.now())
    log.error("event %s %s: %s", waiting.id, "set aside" if dead else "will be tried again", where)


def _place_of(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"


def _turn(house: House, session: Session, waiting: Waiting) -> Said:
    said = Said()
    if waiting.kind == "start":
        _begin(house, session, waiting, said)
        return said
    for event in house.channels[waiting.channel].read(hooks.unpack(waiting.raw(house.store.vault))):
        _take(house, session, waiting, event, said)
    return said


def _take(house: House, session: Session, waiting: Waiting, event: Event, said: Said) -> None:
    store = house.store
    match event:
        case Inbound():
            _hear(house, session, waiting, event, said)
        case Receipt():
            receipts.take(session, store, event)
        case OptOut(address=address, stopped=stopped):
            row = people.meet(session, store, address)
            (people.stop if stopped else people.start)(session, store, row)
        case Reachability(address=address, reachable=reachable):
            people.meet(session, store, address).reachable = reachable


def _hear(house: House, session: Session, waiting: Waiting, heard: Inbound, said: Said) -> None:
    address = people.meet(session, house.store, heard.address, heard.name)
    people.wrote(session, house.store, address)
    outbox.wake(session, address.id, house.store.now())
    desk = _desk(house, session, waiting, address)
    turn = dialogue.respond(polls.shelf(house.book, session), _stood(house, session, address), heard, desk)
    _say(house, session, waiting, address, turn, said)
    if heard.ack:
        said.acks.append((heard.address.channel, heard.ack))


def _begin(house: House, session: Session, waiting: Waiting, said: Said) -> None:
    """The office has a question: it is asked in the citizen's lane, so that her answer is understood."""
    start = Start.read(waiting.raw(house.store.vault))
    address = session.scalars(_by_lane, {"channel": waiting.channel, "lane": waiting.lane}).one()
    if not standing.still(house, session, waiting, start, address):
        return
    desk = _desk(house, session, waiting, address)
    book = polls.shelf(house.book, session)
    turn = dialogue.open(book, _stood(house, session, address), start.flow, start.answers, desk)
    _say(house, session, waiting, address, turn, said, start)


def _desk(house: House, session: Session, waiting: Waiting, address: AddressRow) -> CivicDesk:
    return CivicDesk(
        session, house.store, address.citizen, address, house.programme, inbox_id=waiting.id, channel=address.channel
    )


def _stood(house: House, session: Session, address: AddressRow) -> Place | None:
    kept = places.load(session, house.store, address)
    return Place.from_json(kept) if kept else None


def _say(
    house: House,
    session: Session,
    waiting: Waiting,
    address: AddressRow,
    turn: Turn,
    said: Said,
    start: Start | None = None,
) -> None:
    """What the turn says; `start` when the office began it and not the citizen."""
    session.flush()
    places.save(session, house.store, address, turn.at.to_json())
    said.calls += outbox.put(
        session,
        house.store,
        address_id=address.id,
        channel=address.channel,
        reply=turn.replies,
        purpose=start.purpose if start else "reply",
        priority=start.priority if start else 0,
        update_id=start.update_id if start else None,
        expires_at=start.expires_at if start else None,
        inbox_id=waiting.id,
        first=said.calls,
    )
    said.channels.add(address.channel)
