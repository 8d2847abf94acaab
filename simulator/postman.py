"""Carries what the providers send, on threads of its own: in order within a lane, lanes side by side."""

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable

# Does the work; returns None when done, or the seconds after which to try it again.
Job = Callable[[], float | None]

log = logging.getLogger(__name__)


class Postman:
    """A lane whose first job fails waits with it, and only that lane. Nothing is carried inside a request."""

    def __init__(self, workers: int = 16) -> None:
        self._bell = threading.Condition()
        self._lanes: dict[str, deque[tuple[float, Job]]] = {}
        self._due: list[tuple[float, int, str]] = []  # the head of each idle lane
        self._order = itertools.count()
        self._stopped = False
        self._threads = [threading.Thread(target=self._work, name=f"postman-{n}", daemon=True) for n in range(workers)]
        for thread in self._threads:
            thread.start()

    def carry(self, lane: str, job: Job, delay: float = 0.0) -> None:
        """Put a job at the end of its lane, not before `delay` seconds from now."""
        with self._bell:
            due = time.monotonic() + delay
            queue = self._lanes.setdefault(lane, deque())
            queue.append((due, job))
            if len(queue) == 1:
                self._ring(lane, due)

    def idle(self, seconds: float) -> bool:
        """Wait until nothing is left to carry. False when the time is over first."""
        with self._bell:
            return self._bell.wait_for(lambda: not self._lanes, seconds)

    def stop(self) -> None:
        with self._bell:
            self._stopped = True
            self._bell.notify_all()
        for thread in self._threads:
            thread.join(timeout=2)

    def _ring(self, lane: str, due: float) -> None:
        heapq.heappush(self._due, (due, next(self._order), lane))
        self._bell.notify_all()

    def _work(self) -> None:
        while (lane := self._next()) is not None:
            job = self._lanes[lane][0][1]
            try:
                again = job()
            except Exception:  # a job must never kill the postman; the world may be closing
                if not self._stopped:
                    log.exception("A delivery failed in the simulator itself")
                again = None
            self._settle(lane, again)

    def _next(self) -> str | None:
        """The lane whose head is due, or None when the postman goes home."""
        with self._bell:
            while not self._stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._bell.wait(wait)
            return None

    def _settle(self, lane: str, again: float | None) -> None:
        with self._bell:
            queue = self._lanes[lane]
            if again is not None:
                self._ring(lane, time.monotonic() + again)
                return
            queue.popleft()
            if queue:
                self._ring(lane, queue[0][0])
            else:
                del self._lanes[lane]
                self._bell.notify_all()
