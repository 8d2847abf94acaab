"""One run: a database, a pretend Telegram, four processes, their killer, and the talk; then the verdict."""

import base64
import contextlib
import random
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from sqlalchemy import func, select

from jawab.migrations import config
from scripts.stack import ROOT, await_answer, free_port
from simulator.world import World
from storage.db import Store, connect
from storage.post import FAILED, PENDING, SENT, InboxRow, OutboxRow
from storage.tables import METADATA
from storage.vault import Vault
from tests.chaos import talk
from tests.chaos.checker import Verdict, judge
from tests.chaos.crew import Crew, Nemesis

TOKEN, SECRET = "7000000001:chaos-chaos-chaos-chaos", "chaos-secret-0123456789"
PATIENCE = 120.0  # seconds until a product that hangs has failed


@dataclass(frozen=True, slots=True)
class Terms:
    """How rough it is. `kills`: at least, at most; `pause`: seconds between them; `only`: the one role killed."""

    seed: int
    citizens: int = 45
    kills: tuple[int, int] = (40, 80)
    pause: tuple[float, float] = (0.030, 0.250)
    only: str = ""
    mutant: str = ""  # "", "no-key", "marks-first"


def run(terms: Terms, database_url: str, folder: Path) -> Verdict:
    master = secrets.token_bytes(32)
    store = Store(connect(database_url), Vault([master]))
    if terms.mutant == "no-key":
        prepare_without_key(store)  # else the roles, all at once, make the tables of the empty database themselves
    history = talk.plan(terms.seed, terms.citizens)
    ports = {"web": free_port(), "telegram": free_port()}
    ledger = folder / "phones.sqlite"
    populate(ledger, terms.citizens)
    mutant = terms.mutant if terms.mutant == "marks-first" else ""
    with pretend_telegram(ledger, ports), crew(settings(master, database_url, folder, ports), mutant, folder) as roles:
        nemesis = Nemesis(roles, random.Random(terms.seed), terms.kills, terms.pause, terms.only)
        telegram = talk.Telegram(ports["web"], SECRET, PATIENCE)
        telegram.bring(history, range(1))
        settle(store)
        nemesis.start()
        telegram.bring(history, range(1, terms.citizens + 1))
        nemesis.enough()
        settle(store, roles.mend)
        falls, kills = +roles.falls, roles.kills
    verdict = judge(history, received(ledger, terms.citizens), store, kills["sender"])
    store.engine.dispose()
    print(
        f"\nseed {terms.seed}: {len(history.updates)} turns, {history.repeats} repeated, kills {dict(kills)}, {verdict}"
    )
    assert not falls, f"ended by themselves: {falls}, see {folder / 'roles.log'}"
    return verdict


def prepare_without_key(store: Store) -> None:
    """This edition's tables, but the inbox lacks the key that makes a repeat a no-op."""
    table = METADATA.tables["inbox"]
    key = next(rule for rule in table.constraints if {column.name for column in getattr(rule, "columns", ())} == KEY)
    table.constraints.discard(key)
    try:
        METADATA.create_all(store.engine)
    finally:
        table.constraints.add(key)
    command.stamp(config(store.engine), "head")


KEY = {"channel", "event_key"}


def populate(ledger: Path, citizens: int) -> None:
    """Phones that have written to the bot before: Telegram lets a bot answer nobody else."""
    world = World(str(ledger))
    for citizen in range(citizens + 1):
        world.people.add(f"Citizen {citizen}", telegram=talk.chat(citizen))
        world.people.mark("telegram", talk.chat(citizen), heard=world.stamp())
    world.close()


@contextlib.contextmanager
def pretend_telegram(ledger: Path, ports: Mapping[str, int]) -> Iterator[None]:
    """The simulator in a process of its own, which nobody kills."""
    hooks = f"http://127.0.0.1:{ports['web']}/hooks"
    words = ["--port", str(ports["telegram"]), "--data", str(ledger), "--hooks-url", hooks]
    words += ["--telegram-token", TOKEN, "--telegram-secret", SECRET]
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await_answer(f"http://127.0.0.1:{ports['telegram']}/simulator/telegram/bot{TOKEN}/getMe", process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextlib.contextmanager
def crew(settings: Mapping[str, str], mutant: str, folder: Path) -> Iterator[Crew]:
    roles = Crew(settings, mutant, folder / "roles.log")
    try:
        yield roles
    finally:
        roles.close()


def settings(master: bytes, database_url: str, folder: Path, ports: Mapping[str, int]) -> dict[str, str]:
    return {
        "JAWAB_DATA": str(folder),
        "DATABASE_URL": database_url,
        "PORT": str(ports["web"]),
        "JAWAB_PUBLIC_URL": f"http://127.0.0.1:{ports['web']}",
        "JAWAB_SECRET_KEY": secrets.token_urlsafe(32),
        "JAWAB_VAULT_KEYS": base64.b64encode(master).decode(),
        "JAWAB_TELEGRAM_TOKEN": TOKEN,
        "JAWAB_TELEGRAM_SECRET": SECRET,
        "JAWAB_TELEGRAM_API_URL": f"http://127.0.0.1:{ports['telegram']}/simulator/telegram",
        "JAWAB_SWEEP_SECONDS": "0.2",
    }


def settle(store: Store, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until nothing waits in the inbox and the outbox, or patience is over: the verdict will say what is left."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        meanwhile()
        with store.read() as session:
            inbox = session.scalar(select(func.count()).where(InboxRow.status == PENDING))
            outbox = session.scalar(select(func.count()).where(OutboxRow.status.not_in([SENT, FAILED])))
        if not inbox and not outbox:
            return
        threading.Event().wait(0.1)


def received(ledger: Path, citizens: int) -> dict[int, list[str]]:
    world = World(str(ledger))
    phones = {
        citizen: [
            str(message.content["text"])
            for message in world.messages("telegram", talk.chat(citizen))
            if message.sender == "bot"
        ]
        for citizen in range(citizens + 1)
    }
    world.close()
    return phones
