"""Runs the product, whole or in part, until told to stop."""

import logging
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from waitress.server import create_server

from jawab.doors import doors
from jawab.hints import WORK, Actors, broker_for, crew
from jawab.jobs import jobs, ticker
from jawab.migrations import settle
from jawab.settings import Refused, Settings
from relay.house import House
from storage import outbox

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

WEB_THREADS = 8
PHONE_THREADS = 24  # the pretend providers answer here too, and may be told to hang


def quiet_logs() -> None:
    """Our own words only: client libraries write addresses, texts and tokens into theirs."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("apscheduler", "dramatiq", "pika", "alembic"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    for quoting in ("httpx", "httpcore", "telegram", "twilio", "urllib3"):  # what failed is reported by the sender
        logging.getLogger(quoting).setLevel(logging.CRITICAL)


def prepare(settings: Settings) -> None:
    """A folder we can write to, or one sentence."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=settings.data).close()  # without a name: several roles may start at once
    except OSError as error:
        raise Refused(f"Cannot write to the data folder {settings.data}: {error.strerror}. Set JAWAB_DATA.") from None


def need_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Refused(
                f"Port {settings.port} cannot be used ({error.strerror}). Choose another: PORT={settings.port + 1}"
            ) from None


def sender_name(pid: int) -> str:
    """How leases name a process: the machine and its number on it."""
    return f"{socket.gethostname()[:20]}-{pid}"


def take_back(house: House) -> None:
    """What senders of this machine held that are gone goes out now, not when their leases end."""
    with house.store.begin() as connection:
        for by in outbox.lessees(connection):
            host, _, pid = (by or "").rpartition("-")
            if sender_name(0) == f"{host}-0" and (int(pid) == os.getpid() or not alive(int(pid))):
                outbox.release(connection, by)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def working(settings: Settings, house: House, work: frozenset[str]) -> Iterator[Actors]:
    """Workers and ticker for the chosen work, stopped cleanly at the end of the block."""
    broker = broker_for(settings.broker_url)
    if "deliver" in work:
        take_back(house)
    hints = Actors(house, broker, sender_name(os.getpid()), work)
    worker = crew(broker, work, house.channels, settings.workers + len(house.channels))
    clock = ticker(house, hints, [job for job in jobs(settings.sweep_seconds) if job.role in work])
    if work:
        worker.start()
        clock.start()
    try:
        yield hints
    finally:
        if work:
            clock.shutdown(wait=False)
            worker.stop(timeout=5000)
        broker.close()
        for channel in house.channels.values():
            channel.close()
        house.store.engine.dispose()


def everything(
    settings: Settings, house: House, phones: Flask | None = None, ready: Callable[[], None] | None = None
) -> None:
    """All roles in this process."""
    settle(house.store)
    with working(settings, house, WORK) as hints:
        threads = PHONE_THREADS if phones else WEB_THREADS
        serve(settings, doors(settings, house, hints, phones), ready, threads)


def web(settings: Settings, house: House) -> None:
    """The doors only."""
    settle(house.store)
    with working(settings, house, frozenset()) as hints:
        serve(settings, doors(settings, house, hints))


def work_until_told(settings: Settings, house: House, work: str) -> None:
    """One role without a door: "turns" or "deliver"."""
    settle(house.store)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with working(settings, house, frozenset({work})):
        stop.wait()


def serve(
    settings: Settings,
    application: "WSGIApplication",
    ready: Callable[[], None] | None = None,
    threads: int = WEB_THREADS,
) -> None:
    """Serve until Ctrl-C or SIGTERM. Slow or many connections must not shut others out (trust: T21)."""
    server = create_server(
        application,
        host=settings.host,
        port=settings.port,
        threads=threads,
        connection_limit=1000,
        channel_timeout=20,
        max_request_body_size=2 * 1024 * 1024,
        ident="",
    )
    signal.signal(signal.SIGTERM, lambda *_: _leave())
    if ready is not None:
        ready()
    server.run()
    server.close()


def _leave() -> None:
    raise SystemExit(0)
