"""Dramatiq actors: they only say "look here". The inbox and outbox are the truth, the sweep finds what a lost hint
left, and the system is right with no broker at all (docs/decisions/0003)."""

import logging
import threading
from collections.abc import Callable, Iterable

from dramatiq import Actor, Broker, Worker
from dramatiq.brokers.stub import StubBroker

from bot.channels.base import SendError
from relay import intake, media, sender
from relay.house import House

log = logging.getLogger(__name__)


WORK = frozenset({"turns", "deliver"})


class Turnstile:
    """Of many calls about one thing at a time, one works; those who come meanwhile make it look once more."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._again: dict[object, bool] = {}

    def through(self, thing: object, work: Callable[[], object]) -> None:
        with self._guard:
            if thing in self._again:
                self._again[thing] = True
                return
            self._again[thing] = False
        try:
            while True:
                work()
                with self._guard:
                    if not self._again[thing]:
                        del self._again[thing]
                        return
                    self._again[thing] = False
        except BaseException:
            with self._guard:
                self._again.pop(thing, None)
            raise


class Actors:
    """The hints of relay.house.Hints as actors on one broker, and what works them.

    `work` names what this process does (of WORK). On the in-process broker a hint about anything else is
    dropped at once: nobody here would take it, and the process whose work it is sweeps for itself.
    """

    def __init__(self, house: House, broker: Broker, by: str, work: frozenset[str]) -> None:
        self._house = house
        self._heard = work if isinstance(broker, StubBroker) else WORK
        self._by = by
        self._turnstile = Turnstile()
        self._broker = broker
        self._turns = self._actor(self._work_lane, "turns")
        self._media = self._actor(self._fetch_media, "media")
        self._acknowledge = self._actor(self._stop_spinner, "acknowledge")
        # A queue a channel: one whose provider hangs delays no other.
        self._deliver = {name: self._actor(self._send_channel, f"deliver_{name}") for name in house.channels}

    def turns(self, lane: bytes) -> None:
        if "turns" in self._heard:
            self._say(self._turns, lane.hex())

    def deliver(self, channel: str) -> None:
        if "deliver" in self._heard and channel in self._deliver:
            self._say(self._deliver[channel], channel)

    def media(self) -> None:
        if "turns" in self._heard:
            self._say(self._media)

    def acknowledge(self, channel: str, ack: str) -> None:
        if "turns" in self._heard:
            self._say(self._acknowledge, channel, ack)

    def _actor(self, work: Callable[..., None], name: str) -> "Actor[..., None]":
        return Actor(work, broker=self._broker, actor_name=name, queue_name=name, priority=0, options={})

    def _say(self, actor: "Actor[..., None]", *words: str) -> None:
        try:
            actor.send(*words)
        except Exception as error:  # a broker that is down costs speed, never a message
            log.warning("hint lost: %s", type(error).__name__)

    def _work_lane(self, lane: str) -> None:
        self._turnstile.through(lane, lambda: intake.work(self._house, self, bytes.fromhex(lane)))

    def _send_channel(self, channel: str) -> None:
        self._turnstile.through(("deliver", channel), lambda: sender.deliver(self._house, channel, self._by))

    def _fetch_media(self) -> None:
        self._turnstile.through("media", lambda: media.fetch_waiting(self._house))

    def _stop_spinner(self, channel: str, ack: str) -> None:
        try:
            self._house.channels[channel].acknowledge(ack)
        except SendError as error:
            log.info("a button press was not acknowledged: %s", error.failure)


def broker_for(url: str) -> Broker:
    """In this process, or RabbitMQ (`amqp://...`) where several machines share the work."""
    if not url:
        return StubBroker(middleware=[])
    from dramatiq.brokers.rabbitmq import RabbitmqBroker

    return RabbitmqBroker(url=url, middleware=[])


def crew(broker: Broker, work: frozenset[str], channels: Iterable[str], threads: int) -> Worker:
    """Threads that work this process's queues. Not yet started."""
    queues = {f"deliver_{name}" for name in channels} if "deliver" in work else set()
    queues |= {"turns", "media", "acknowledge"} if "turns" in work else set()
    return Worker(broker, queues=queues, worker_threads=threads, worker_timeout=200)
