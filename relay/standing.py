"""How a message and its recipient stand at this moment, as the planner wants to know it."""

from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from bot.channels import CAPABILITIES
from civic import standing, whom
from civic.localtime import known
from relay.house import House
from relay.planner import ALWAYS, Drop, Errand, Recipient, plan
from storage import broadcasts
from storage.broadcasts import DROPPED, Broadcast
from storage.inbox import Start, Waiting
from storage.people import AddressRow


def person(row: Row[Any], house: House) -> Recipient:
    """From a row of civic.standing.people."""
    zone = row.zone if known(row.zone) else house.programme.zone
    here = row.reachable and row.data_key is not None
    return Recipient(here, row.stopped_at is not None, row.last_inbound_at, bool(row.agrees), zone)


def errand(session: Session, start: Errand, inbox_id: int | None, citizen_id: int) -> Errand:
    """With what is known of the broadcast that it belongs to, if it belongs to one."""
    if start.purpose in ALWAYS or inbox_id is None:
        return start
    mine = select(Broadcast).join(broadcasts.Recipient).where(broadcasts.Recipient.inbox_id == inbox_id)
    broadcast = session.scalars(mine).one_or_none()
    if broadcast is None:
        return start
    fresh = whom.fresh(session, broadcast, citizen_id)
    return Errand(start.purpose, start.expires_at, broadcast.state, fresh)


def still(house: House, session: Session, waiting: Waiting, start: Start, address: AddressRow) -> bool:
    """Whether a conversation of the office shall still begin. If not, its recipient keeps the reason."""
    if start.purpose in ALWAYS and start.expires_at is None:
        return True
    row = session.execute(standing.people(start.purpose).where(AddressRow.id == address.id)).one()
    wanted = errand(session, Errand(start.purpose, start.expires_at), waiting.id, address.citizen_id)
    verdict = plan(wanted, person(row, house), CAPABILITIES[waiting.channel], house.store.now())
    if not isinstance(verdict, Drop):
        return True
    hers = update(broadcasts.Recipient).where(broadcasts.Recipient.inbox_id == waiting.id)
    session.execute(hers.values(state=DROPPED, reason=verdict.reason))
    return False
