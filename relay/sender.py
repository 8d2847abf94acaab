"""The outbox goes out: lease, plan, send, settle. The one place that acts on a channel's failures."""

import logging
from datetime import timedelta

from sqlalchemy import update

from bot.channels.base import PERMANENT, Channel, Failure, SendError
from civic.standing import people
from relay import standing
from relay.house import House
from relay.planner import Drop, Errand, Hold, Recipient, Send, plan
from storage import outbox
from storage.outbox import Leased
from storage.people import AddressRow

log = logging.getLogger(__name__)

BATCH = 8  # leased at a time: little is ever in doubt when a sender dies
ATTEMPTS = 8
_LONGEST = 900.0  # seconds between two attempts
_SEND_TIME = timedelta(seconds=20)  # longer than any channel's time-out


def deliver(house: House, channel_name: str, by: str) -> int:
    """Send what is due on one channel until nothing is; gives how many provider calls were made."""
    channel = house.channels.get(channel_name)
    calls = 0
    while channel is not None:
        with house.store.begin() as connection:
            batch = outbox.claim(connection, house.store, channel_name, by, BATCH)
        if not batch:
            break
        for leased in batch:
            calls += _one(house, channel, leased)
    return calls


def _one(house: House, channel: Channel, leased: Leased) -> int:
    now = house.store.now()
    if leased.until - now < _SEND_TIME:  # a slow provider ate the lease: leave it to the next claim
        _back(house, leased, 0.0, "busy")
        return 0
    to, recipient, errand = _recipient(house, leased)
    match plan(errand, recipient, channel.capabilities, now):
        case Hold(until=until, reason=reason):
            with house.store.begin() as connection:
                outbox.retry(connection, leased, until, reason)
        case Drop(reason=reason):
            with house.store.begin() as connection:
                outbox.give_up(connection, leased, reason, now)
        case Send():
            _send(house, channel, leased, to)
            return 1
    return 0


def _send(house: House, channel: Channel, leased: Leased, to: str) -> None:
    try:
        taken = channel.send(to, leased.part, str(leased.id))
    except SendError as error:
        _act(house, leased, error)
    except Exception as error:  # an adapter's own fault must not stop the post
        log.error("message %s: %s in the channel", leased.id, type(error).__name__)
        _act(house, leased, SendError(Failure.OUR_BUG, type(error).__name__))
    else:
        final = channel.capabilities.receipts in ("none", "accepted")
        with house.store.begin() as connection:
            outbox.accepted(connection, house.store, leased, taken.message_id, final=final)


def _act(house: House, leased: Leased, error: SendError) -> None:
    now = house.store.now()
    reason = f"{error.failure}:{error.detail}" if error.detail else str(error.failure)
    log.warning("message %s not sent: %s", leased.id, reason)
    if error.failure in PERMANENT or (leased.attempts >= ATTEMPTS and error.failure is not Failure.CONFIGURATION):
        with house.store.begin() as connection:
            outbox.give_up(connection, leased, reason, now)
            if error.failure is Failure.GONE:
                gone = update(AddressRow).where(AddressRow.id == leased.address_id)
                connection.execute(gone.values(reachable=False))
        return
    _back(house, leased, _wait(house, leased.attempts, error), reason)


def _wait(house: House, attempts: int, error: SendError) -> float:
    if error.retry_after is not None:
        return error.retry_after + house.random()
    if error.failure is Failure.CONFIGURATION:
        return 60.0
    return min(2.0**attempts, _LONGEST) * (0.75 + house.random() / 2)


def _back(house: House, leased: Leased, seconds: float, reason: str) -> None:
    with house.store.begin() as connection:
        outbox.retry(connection, leased, house.store.now() + timedelta(seconds=seconds), reason)


def _recipient(house: House, leased: Leased) -> tuple[str, Recipient, Errand]:
    """Where it goes, and what decides whether it may, as all that stands at this moment."""
    with house.store.read() as session:
        row = session.execute(people(leased.purpose).where(AddressRow.id == leased.address_id)).one()
        bare = Errand(leased.purpose, leased.expires_at)
        wanted = standing.errand(session, bare, leased.inbox_id, row.citizen_id)
    recipient = standing.person(row, house)
    if row.sealed is None or row.data_key is None:  # erased meanwhile
        return "", recipient, wanted
    return house.store.vault.read(row.sealed, drawer="address", key=row.data_key), recipient, wanted
