"""Plays a file of city requests as conversations through the whole product: `python -m bench.replay [FILE.csv]`.

Starts the product (SQLite in a temporary folder, or DATABASE_URL) and a pretend Telegram, lets a citizen for each row
report it over the real webhook, and then checks in the database that every row became exactly one report.
"""

import argparse
import base64
import http.client
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bench import requests
from bench.citizen import Citizen, Times
from bench.make_sample import SAMPLE
from bench.requests import Request
from bench.telegram import Telegram
from jawab.migrations import upgrade
from scripts.stack import free_port, product, secrets_and_places
from storage.db import Store, connect
from storage.people import Citizen as CitizenRow
from storage.reports import Report
from storage.vault import Vault

FIRST_CHAT = 800_000_000


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    times: Times
    references: list[str]
    peak: float  # megabytes of the product's process


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--at-once", type=int, default=16, help="citizens who talk at the same time")
    wishes = parser.parse_args()
    rows = requests.read(wishes.file)
    with tempfile.TemporaryDirectory(prefix="jawab-bench-") as folder:
        telegram = Telegram()
        settings = secrets_and_places(free_port(), telegram.url, Path(folder), os.environ.get("DATABASE_URL", ""))
        settings["JAWAB_TELEGRAM_API_URL"] = telegram.url
        store = open_store(settings)
        with store.session() as session:
            requests.settle(session, rows)
        run = play(rows, telegram, settings, wishes.at_once)
        wrong = check(store, rows, run)
        store.engine.dispose()
        telegram.close()
    show(rows, run, wrong)
    return bool(wrong)


def open_store(settings: dict[str, str]) -> Store:
    url = settings["DATABASE_URL"] or f"sqlite:///{settings['JAWAB_DATA']}/jawab.sqlite"
    store = Store(connect(url), Vault([base64.b64decode(settings["JAWAB_VAULT_KEYS"])]))
    upgrade(store.engine)
    return store


def play(rows: list[Request], telegram: Telegram, settings: dict[str, str], at_once: int) -> Run:
    lines = threading.local()
    all_times = Times()

    def one(number: int) -> str:
        if not hasattr(lines, "door"):
            lines.door = http.client.HTTPConnection("127.0.0.1", int(settings["PORT"]), timeout=30)
        chat = FIRST_CHAT + number
        citizen = Citizen(chat, telegram.phones[chat], lines.door, settings["JAWAB_TELEGRAM_SECRET"])
        reference = citizen.report(rows[number])
        all_times.webhook.extend(citizen.times.webhook)
        all_times.reply.extend(citizen.times.reply)
        return reference

    log = Path(settings["JAWAB_DATA"]) / "product.log"
    with product("run", settings, log), ThreadPoolExecutor(at_once) as citizens:
        started = time.perf_counter()
        references = list(citizens.map(one, range(len(rows))))
        seconds = time.perf_counter() - started
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(seconds, all_times, references, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit)


def check(store: Store, rows: list[Request], run: Run) -> list[str]:
    """What is wrong: a row without its report or with two, a report of no row, a reference that was not told."""
    with store.read() as session:
        kept = select(Report.reference, Report.problem, Report.details_sealed, CitizenRow.data_key).join(CitizenRow)
        found = [
            (reference, problem, store.vault.read(sealed, drawer="report details", key=key))
            for reference, problem, sealed, key in session.execute(kept)
        ]
    told = Counter((ref, row.problem, row.details) for ref, row in zip(run.references, rows, strict=True))
    missing, surplus = told - Counter(found), Counter(found) - told
    return [f"missing: {item}" for item in missing] + [f"surplus: {item}" for item in surplus]


def show(rows: list[Request], run: Run, wrong: list[str]) -> None:
    turns = len(run.times.webhook)
    print(f"{len(rows)} requests, {turns} turns in {run.seconds:.1f} s: {turns / run.seconds:.0f} turns a second")
    for name, figures in (("webhook answer", run.times.webhook), ("reply on the phone", run.times.reply)):
        centiles = statistics.quantiles(figures, n=100)
        print(f"{name}: p50 {1000 * centiles[49]:.1f} ms, p99 {1000 * centiles[98]:.1f} ms")
    print(f"peak memory of the product: {run.peak:.0f} MB")
    print("every request became exactly one report" if not wrong else f"{len(wrong)} WRONG, such as {wrong[:3]}")


if __name__ == "__main__":
    sys.exit(main())
