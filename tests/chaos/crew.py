"""The product as four processes, and whoever kills them."""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from scripts.stack import ROOT

ROLES = ("web", "worker", "worker", "sender")


class Crew:
    """Starts the roles and keeps them started. Thread-safe: one order at a time."""

    def __init__(self, settings: Mapping[str, str], mutant: str, log: Path) -> None:
        self._guard = threading.Lock()
        self._log = log.open("wb")
        self._nest = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.roles", *([mutant] if mutant else [])],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.kills: Counter[str] = Counter()
        self.falls: Counter[str] = Counter()  # ended by themselves, which no role may
        self._pids = [(role, self._order("start", role)) for role in ROLES]

    def kill(self, place: int) -> None:
        """SIGKILL, and a new one of its kind."""
        role, pid = self._pids[place]
        self._order("kill", pid)
        self.kills[role] += 1
        self._pids[place] = (role, self._order("start", role))

    def mend(self) -> None:
        """Start again what ended by itself, and remember that it did."""
        for place, (role, pid) in enumerate(self._pids):
            if self._order("alive", pid) == "no":
                self.falls[role] += 1
                self._pids[place] = (role, self._order("start", role))

    def close(self) -> None:
        for pipe in (self._nest.stdin, self._nest.stdout):
            if pipe:
                pipe.close()
        self._nest.wait(timeout=30)
        self._log.close()

    def _order(self, order: str, word: str) -> str:
        with self._guard:
            if self._nest.stdin is None or self._nest.stdout is None:
                raise RuntimeError("the nest has no pipes")
            self._nest.stdin.write(f"{order} {word}\n")
            self._nest.stdin.flush()
            answer = self._nest.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"the roles did not start: see {self._log.name}")
        return answer


class Nemesis(threading.Thread):
    """Kills one at random every `pause` seconds, until it is told that it is enough; the most it kills is given."""

    def __init__(
        self, crew: Crew, chance: random.Random, kills: tuple[int, int], pause: tuple[float, float], only: str
    ) -> None:
        super().__init__(name="nemesis", daemon=True)
        self._crew, self._chance, self._pause = crew, chance, pause
        self._least, self._most = kills
        self._places = [place for place, role in enumerate(ROLES) if only in ("", role)]
        self._enough = threading.Event()

    def run(self) -> None:
        while not (self._enough.is_set() and self._crew.kills.total() >= self._least):
            threading.Event().wait(self._chance.uniform(*self._pause))
            self._crew.mend()
            if self._crew.kills.total() < self._most:
                self._crew.kill(self._chance.choice(self._places))

    def enough(self) -> None:
        """Stop as soon as the least number of kills is reached, and wait for it."""
        self._enough.set()
        self.join()
