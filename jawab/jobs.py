"""What happens by the clock: one line a job. APScheduler only ticks; due times and truth are in the tables."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from civic import contacts_import
from relay import broadcasting, reminding
from relay.house import Hints, House
from storage import inbox, outbox

log = logging.getLogger(__name__)

RAW_KEPT = timedelta(hours=72)  # trust: raw provider payloads live no longer (goal G17)


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    seconds: float
    role: str  # which processes tick it: of jawab.hints.WORK
    work: Callable[[House, Hints], None]


def sweep_inbox(house: House, hints: Hints) -> None:
    """Find the turns whose hint was lost or whose retry is due."""
    with house.store.read() as session:
        lanes = inbox.due_lanes(session, house.store.now())
    for lane in lanes:
        hints.turns(lane)


def sweep_outbox(house: House, hints: Hints) -> None:
    """Take back what a dead sender held, and find what is due."""
    now = house.store.now()
    with house.store.read() as session:
        channels, left = outbox.due_channels(session, now), outbox.expired(session, now)
    if left:
        with house.store.begin() as connection:
            outbox.expire_leases(connection, now)
    for channel in channels:
        hints.deliver(channel)


def sweep_media(_house: House, hints: Hints) -> None:
    """Fetch attachments whose time has come again."""
    hints.media()


def forget(house: House, _hints: Hints) -> None:
    """Drop raw payloads, the words of messages that failed, and lists of people, after 72 hours."""
    before = house.store.now() - RAW_KEPT
    with house.store.begin() as connection:
        inbox.forget_raw(connection, before)
        outbox.forget_parts(connection, before)
        contacts_import.forget(connection, before)


def expand(house: House, _hints: Hints) -> None:
    """Find who gets the broadcasts that are due."""
    broadcasting.expand(house)


def deal(house: House, hints: Hints) -> None:
    """Begin the conversations of broadcasts, as many as there is room for."""
    broadcasting.deal(house, hints)


def remind(house: House, _hints: Hints) -> None:
    """Plan the reminders that the calendar asks for."""
    reminding.remind(house)


def jobs(sweep_seconds: float) -> tuple[Job, ...]:
    return (
        Job("sweep inbox", sweep_seconds, "turns", sweep_inbox),
        Job("sweep outbox", sweep_seconds, "deliver", sweep_outbox),
        Job("sweep media", 5 * sweep_seconds, "turns", sweep_media),
        Job("reminders", 30, "turns", remind),
        Job("expand", sweep_seconds, "turns", expand),
        Job("deal", sweep_seconds, "turns", deal),
        Job("forget", 600, "turns", forget),
    )


def ticker(house: House, hints: Hints, chosen: Iterable[Job]) -> BackgroundScheduler:
    """A scheduler, not yet started, that runs the chosen jobs in this process."""
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    for job in chosen:
        scheduler.add_job(_guarded(job, house, hints), "interval", seconds=job.seconds, id=job.name)
    return scheduler


def _guarded(job: Job, house: House, hints: Hints) -> Callable[[], None]:
    def run() -> None:
        try:
            job.work(house, hints)
        except Exception as error:  # a database that is away for a minute must not end the ticking
            log.error("job %s: %s", job.name, type(error).__name__)

    return run
