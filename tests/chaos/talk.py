"""What the citizens say, how Telegram brings it (with repeats), and the harness's own history of it all."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

FIRST_CHAT = 700_000_000
REPORTS = 2  # of each citizen
OPENING = ("hello", "1", "1")  # English, agreed
REPORT = ("menu", "1", "1", "2", "1", "Kufa", "{details}", "skip", "1", "1")  # a problem, sewage, overflow, ..., send


@dataclass(slots=True)
class Update:
    """One update as Telegram numbers it."""

    number: int
    citizen: int
    text: str
    twice: bool = False  # brought twice at the same time
    late: bool = False  # brought again later
    acknowledged: int = 0


@dataclass(slots=True)
class History:
    """All that the harness did and was told. Nothing here comes from the product's database."""

    seed: int
    updates: list[Update] = field(default_factory=list)
    reports: dict[int, list[str]] = field(default_factory=dict)  # what each citizen reported, in order

    @property
    def repeats(self) -> int:
        return sum(update.twice + update.late for update in self.updates)


def chat(citizen: int) -> str:
    return str(FIRST_CHAT + citizen)


def words(citizen: int) -> Iterator[tuple[str, str]]:
    """What one citizen writes, and beside the words of a report those words."""
    for text in OPENING:
        yield text, ""
    for number in range(1, REPORTS + 1):
        details = f"The drain before my house overflows, case {citizen} of day {number}"
        for text in REPORT:
            yield text.format(details=details), details if "{details}" in text else ""


def plan(seed: int, citizens: int) -> History:
    """A tenth of the updates come twice at once, a twentieth again later. Citizen 0 talks in peace."""
    chance = random.Random(seed)
    history = History(seed)
    for citizen in range(citizens + 1):
        for text, report in words(citizen):
            update = Update(100_000 + len(history.updates), citizen, text)
            if citizen:
                fate = chance.random()
                update.twice, update.late = fate < 0.10, 0.10 <= fate < 0.15
            history.updates.append(update)
            if report:
                history.reports.setdefault(citizen, []).append(report)
    return history


class Telegram:
    """Brings updates to the product's webhook until it says yes, each citizen's in order."""

    def __init__(self, port: int, secret: str, give_up_after: float) -> None:
        self._port, self._secret = port, secret
        self._end = time.monotonic() + give_up_after

    def bring(self, history: History, citizens: range, at_once: int = 12) -> None:
        by_citizen = {who: [update for update in history.updates if update.citizen == who] for who in citizens}
        with ThreadPoolExecutor(at_once) as threads:
            list(threads.map(self._conversation, by_citizen.values()))

    def _conversation(self, updates: list[Update]) -> None:
        """A late repeat comes three messages after its original, or at the end."""
        for place, update in enumerate(updates):
            if update.twice:
                other = threading.Thread(target=self._until_taken, args=(update,))
                other.start()
                self._until_taken(update)
                other.join()
            else:
                self._until_taken(update)
            if place >= 3 and updates[place - 3].late:
                self._until_taken(updates[place - 3])
        for update in updates[-3:]:
            if update.late:
                self._until_taken(update)

    def _until_taken(self, update: Update) -> None:
        while not self._post(update):
            if time.monotonic() > self._end:
                raise TimeoutError("the product took no more updates")
            threading.Event().wait(0.05)
        update.acknowledged += 1

    def _post(self, update: Update) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self._secret}
        try:
            line.request("POST", "/hooks/telegram", json.dumps(body(update)), headers)
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


def body(update: Update) -> dict[str, object]:
    who = int(chat(update.citizen))
    return {
        "update_id": update.number,
        "message": {
            "message_id": update.number,
            "date": 1_770_000_000,
            "chat": {"id": who, "type": "private", "first_name": "Citizen"},
            "from": {"id": who, "is_bot": False, "first_name": "Citizen", "language_code": "en"},
            "text": update.text,
        },
    }
