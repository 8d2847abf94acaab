"""Invites many people while others converse: `python -m bench.broadcast [--contacts 100000]`.

Measures how long it takes to find the recipients, against the bare INSERT ... SELECT of the same rows in the same
run; how fast they are invited, against what the channel permits and against what this machine could do; what 50
citizens who report meanwhile notice of it; and the memory it takes. SQLite in a temporary folder, or DATABASE_URL.
"""

import argparse
import http.client
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, func, insert, literal, select

from bench import requests
from bench.citizen import Citizen, Times
from bench.contacts import fill, invite
from bench.make_sample import SAMPLE
from bench.replay import open_store
from bench.telegram import Telegram
from bot.channels.telegram import LIMITS, Account
from bot.channels.telegram import Telegram as Channel
from civic import broadcasts
from civic.programme import Programme
from flows import BOOK
from relay import broadcasting, expanding, intake, sender
from relay.house import House
from scripts.stack import free_port, product, secrets_and_places
from storage.broadcasts import Broadcast, Recipient
from storage.db import Store, table
from storage.people import AddressRow
from storage.post import SENT, OutboxRow
from storage.types import Moment

FIRST_CHAT = 800_000_000
CONVERSATIONS = 50
THINKS = 1.0  # seconds before each message: fifty people who never pause are a load test, not people
WAY = threading.Event()  # never set: waiting for it takes its time
_UNIT = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True, slots=True)
class Wishes:
    contacts: int
    seconds: float
    ceiling: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20, help="of conversations, without and with the broadcast")
    parser.add_argument("--ceiling", type=int, default=1_000, help="invitations sent as fast as this machine can")
    said = parser.parse_args()
    wishes = Wishes(said.contacts, said.seconds, said.ceiling)
    with tempfile.TemporaryDirectory(prefix="jawab-bench-") as folder:
        telegram = Telegram()
        settings = secrets_and_places(free_port(), telegram.url, Path(folder), os.environ.get("DATABASE_URL", ""))
        settings |= {"JAWAB_TELEGRAM_API_URL": telegram.url, "JAWAB_ZONE": daytime(), "JAWAB_CONTACT_PHONE": "800 1234"}
        store = open_store(settings)
        run(wishes, store, settings, telegram)
        store.engine.dispose()
        telegram.close()
    return 0


def daytime() -> str:
    """A zone where it is noon now: at night nobody would be invited."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"  # POSIX signs: Etc/GMT-3 is three hours ahead


def run(wishes: Wishes, store: Store, settings: dict[str, str], telegram: Telegram) -> None:
    with store.session() as session:
        rows = requests.read(SAMPLE)
        requests.settle(session, rows)
    fill(store, wishes.contacts)
    house = a_house(store, settings)
    broadcast_id = invite(store)
    show_expansion(house, broadcast_id, wishes.contacts)
    show_ceiling(house, wishes.ceiling)
    hold(store, broadcast_id, broadcasts.pause)
    log = Path(settings["JAWAB_DATA"]) / "product.log"
    with product("run", settings, log):
        quiet = converse(rows, telegram, settings, wishes.seconds, FIRST_CHAT)
        hold(store, broadcast_id, broadcasts.resume)
        before, began = sent(store), time.perf_counter()
        busy = converse(rows, telegram, settings, wishes.seconds, FIRST_CHAT + 100_000)
        rate = (sent(store) - before) / (time.perf_counter() - began)
    print(f"invited {rate:.1f} a second while they conversed; permitted {LIMITS.pace:.0f} a second")
    show_times("50 conversations, no broadcast", quiet)
    show_times("50 conversations meanwhile", busy)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _UNIT
    print(f"peak memory of the product: {peak:.0f} MB")


def a_house(store: Store, settings: dict[str, str]) -> House:
    """The same work in this process, without the pace: for what is measured apart from the running product."""
    account = Account(
        settings["JAWAB_TELEGRAM_TOKEN"], settings["JAWAB_TELEGRAM_SECRET"], api_url=settings["JAWAB_TELEGRAM_API_URL"]
    )
    channel = Channel(account)
    channel.capabilities = replace(LIMITS, pace=1e6)
    programme = Programme({"en": "Bench"}, "800 1234", settings["JAWAB_ZONE"], ("en",))
    return House(store, programme, {"telegram": channel}, BOOK, Path(settings["JAWAB_DATA"]), lambda: 0.5)


def show_expansion(house: House, broadcast_id: int, contacts: int) -> None:
    for _ in range(2):  # the first one makes the file grow
        bare = _timed(lambda: _bare(house.store, broadcast_id))
        with house.store.begin() as connection:
            connection.execute(delete(Recipient))
    before, longest, found = _memory(), 0.0, 0
    began = time.perf_counter()
    while True:
        step = time.perf_counter()
        added = expanding._chunk(house)
        if added is None:
            break
        longest, found = max(longest, time.perf_counter() - step), found + added
    whole = time.perf_counter() - began
    if found != contacts:
        raise RuntimeError(f"{found} recipients of {contacts} contacts")
    print(
        f"{contacts} recipients found in {whole:.2f} s, {contacts / whole:.0f} a second, longest step "
        f"{1000 * longest:.0f} ms; bare INSERT ... SELECT {bare:.2f} s: {whole / bare:.1f} times"
    )
    print(f"its peak memory grew by {_memory() - before:.0f} MB beyond what making the contacts took")


def _bare(store: Store, broadcast_id: int) -> None:
    """The rows alone: no group, no zones, no second look."""
    r, a = table(Recipient), table(AddressRow)
    rows = select(
        literal(broadcast_id), a.c.citizen_id, a.c.id, a.c.channel, literal(0), literal(store.now(), Moment())
    )
    names = ["broadcast_id", "citizen_id", "address_id", "channel", "state", "due_at"]
    with store.begin() as connection:
        connection.execute(insert(r).from_select(names, rows.where(a.c.channel == "telegram")))


def show_ceiling(house: House, invitations: int) -> None:
    """Dealing, the turn and the sending by one process and one thread, with nothing else to do."""
    begun = 0
    hints = Inline(house)
    before, began = sent(house.store), time.perf_counter()
    while begun < invitations and (more := broadcasting.deal(house, hints)):
        begun += more
        sender.deliver(house, "telegram", "bench")
    done, seconds = sent(house.store) - before, time.perf_counter() - began
    print(f"without the pace, by one thread: {done} invitations in {seconds:.1f} s, {done / seconds:.0f} a second")


class Inline:
    """Hints that are taken at once."""

    def __init__(self, house: House) -> None:
        self._house = house

    def turns(self, lane: bytes) -> None:
        intake.work(self._house, self, lane)

    def deliver(self, channel: str) -> None: ...
    def media(self) -> None: ...
    def acknowledge(self, channel: str, ack: str) -> None: ...


class Thoughtful(Citizen):
    """Reads before she answers."""

    def _post(self, update: Mapping[str, object]) -> None:
        WAY.wait(THINKS)
        super()._post(update)


def converse(
    rows: Sequence[requests.Request], telegram: Telegram, settings: dict[str, str], seconds: float, first: int
) -> Times:
    """Fifty citizens report one thing after another, each as a newcomer, until the time is over."""
    times, end, lines = Times(), time.monotonic() + seconds, threading.local()

    def one(place: int) -> None:
        lines.door = http.client.HTTPConnection("127.0.0.1", int(settings["PORT"]), timeout=60)
        turn = 0
        while time.monotonic() < end:
            chat = first + place + CONVERSATIONS * turn
            citizen = Thoughtful(chat, telegram.phones[chat], lines.door, settings["JAWAB_TELEGRAM_SECRET"])
            citizen.report(rows[(place + turn) % len(rows)])
            times.webhook.extend(citizen.times.webhook)
            times.reply.extend(citizen.times.reply)
            turn += 1

    with ThreadPoolExecutor(CONVERSATIONS) as citizens:
        list(citizens.map(one, range(CONVERSATIONS)))
    return times


def show_times(what: str, times: Times) -> None:
    centiles = statistics.quantiles(times.reply, n=100)
    print(f"{what}: {len(times.reply)} replies, p50 {1000 * centiles[49]:.0f} ms, p99 {1000 * centiles[98]:.0f} ms")


def hold(store: Store, broadcast_id: int, how: Callable[..., bool]) -> None:
    with store.session() as session:
        how(session, store, session.get_one(Broadcast, broadcast_id), None)


def sent(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).where(OutboxRow.status == SENT, OutboxRow.priority == 2)) or 0


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _UNIT


if __name__ == "__main__":
    sys.exit(main())
