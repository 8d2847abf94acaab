"""Three machines that run the product's jobs and die at random after a commit: `python -m tests.chaos.clockwork`.

Everything is imported once; each machine is a fork, and is back as soon as it died. The time is read from a file that
the test moves. Settings come as JSON in the first argument. Standard input closing ends it; the deaths are printed.
"""

import base64
import json
import os
import random
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import relay.reminding
import relay.sender
import storage.outbox
from bot.channels.base import Accepted, Channel, Part
from bot.channels.telegram import LIMITS, Telegram
from civic import broadcasts
from civic.broadcasts import Due
from civic.programme import Programme
from flows import BOOK
from jawab.jobs import jobs
from relay import intake, sender
from relay.house import House
from storage.broadcasts import Fire
from storage.db import Store, connect
from storage.vault import Vault
from tests.chaos.roles import mark_then_send

MACHINES = 3
LEASE = timedelta(minutes=9)  # of the test's time


class Ledger(Telegram):
    """A provider that writes down what it took: who, and our number of the message."""

    name = "telegram"
    capabilities = replace(LIMITS, pace=1000)  # minutes pass at a step here: the pace is another test's business

    def __init__(self, path: Path, dice: "Dice") -> None:
        self._path, self._dice = path, dice

    def send(self, to: str, part: Part, token: str) -> Accepted:
        self._dice.throw()  # between the commit of the lease and the sending
        with self._path.open("a") as ledger:
            ledger.write(f"{to} {token}\n")
        return Accepted(f"message {token}")


class Dice:
    """Throws that sometimes kill the process which throws."""

    def __init__(self, seed: int, chance: float) -> None:
        self._random, self._chance = random.Random(seed), chance

    def throw(self) -> None:
        if self._random.random() < self._chance:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalStore(Store):
    """Whoever writes here may die right after the commit."""

    dice: Dice

    @contextmanager
    def begin(self) -> Iterator[Any]:
        with super().begin() as connection:
            yield connection
        self.dice.throw()

    @contextmanager
    def session(self) -> Iterator[Any]:
        with super().session() as session:
            yield session
        self.dice.throw()


class Inline:
    """Hints that are taken at once."""

    def __init__(self, house: House, by: str) -> None:
        self._house, self._by = house, by

    def turns(self, lane: bytes) -> None:
        intake.work(self._house, self, lane)

    def deliver(self, channel: str) -> None:
        sender.deliver(self._house, channel, self._by)

    def media(self) -> None: ...
    def acknowledge(self, channel: str, ack: str) -> None: ...


def machine(settings: dict[str, Any], number: int) -> None:
    """One life: the jobs, over and over."""
    dice = Dice(settings["seed"] * 1000 + number, settings["chance"])
    clock = Path(settings["clock"])
    store = MortalStore(
        connect(settings["database"]),
        Vault([base64.b64decode(settings["key"])]),
        lambda: datetime.fromisoformat(clock.read_text()),
    )
    store.dice = dice
    programme = Programme({"en": "Jawab"}, "800 1234", "Asia/Baghdad", ("en",))
    channels: dict[str, Channel] = {"telegram": Ledger(Path(settings["ledger"]), dice)}
    house = House(store, programme, channels, BOOK, Path(settings["folder"]), lambda: 0.5)
    hints = Inline(house, str(os.getpid()))  # who holds a lease can be asked whether it lives
    while True:
        for job in jobs(1):
            job.work(house, hints)
        threading.Event().wait(0.01)


def fire_then_plan(house: House) -> int:
    """The mutant: what was fired and is not planned yet is lost when the machine dies."""
    assert isinstance(house.store, MortalStore)
    dice = house.store.dice
    with house.store.read() as session:
        due: Sequence[Due] = [one for ask in relay.reminding.SOURCES for one in ask(session, house.store.now())]
        new = relay.reminding._not_fired(session, list(due))
    for one in new:
        with house.store.session() as session:
            session.merge(Fire(schedule=one.schedule, nominal_at=one.nominal_at, fired_at=house.store.now()))
        for _ in range(4):  # eight chances only: each shall count
            dice.throw()
        with house.store.session() as session:
            what = {"kind": one.kind, "subject_id": one.subject_id, "edition": one.edition, "purpose": one.purpose}
            until = {"due_at": one.nominal_at, "expires_at": one.expires_at}
            broadcasts.plan(session, house.store, **what, **until)  # type: ignore[arg-type]
    return len(new)


def start(settings: dict[str, Any], number: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        machine(settings, number)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def main(settings: dict[str, Any]) -> None:
    storage.outbox.LEASE = LEASE
    relay.sender._SEND_TIME = timedelta(minutes=1)
    if settings["mutant"] == "marks-first":
        relay.sender._send = mark_then_send
    if settings["mutant"] == "fires-first":
        relay.reminding.remind = fire_then_plan
    over = threading.Event()
    threading.Thread(target=_await_end, args=(over,), daemon=True).start()
    lives, falls = MACHINES, 0
    alive = {start(settings, number) for number in range(MACHINES)}
    while not over.wait(0.01):
        for child in list(alive):
            gone, status = os.waitpid(child, os.WNOHANG)
            if gone:
                falls += not os.WIFSIGNALED(status)
                alive.remove(gone)
                alive.add(start(settings, lives))
                lives += 1
    for child in alive:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(json.dumps({"deaths": lives - MACHINES, "falls": falls}), flush=True)


def _await_end(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
