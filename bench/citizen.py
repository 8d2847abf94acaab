"""One citizen who brings one request: presses what fits, writes what is asked, and times every answer."""

import http.client
import itertools
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Queue

from bench.requests import Request
from bench.telegram import Arrived

PATIENCE = 60.0  # seconds for an answer
UNKNOWN_PLACE = "by the roadside"
_updates = itertools.count(1)
_REFERENCE = re.compile(r"\d{3}-\d{3}-\d{4}")
_FIRST = {"language": "en", "consent": "yes", "menu": "report", "kind": "complaint", "named": "no", "review": "send"}


@dataclass(slots=True)
class Times:
    """Seconds, one figure a turn."""

    webhook: list[float] = field(default_factory=list)
    reply: list[float] = field(default_factory=list)


class Citizen:
    """`chat` is hers alone; `phone` is where her messages arrive."""

    def __init__(self, chat: int, phone: Queue[Arrived], door: http.client.HTTPConnection, secret: str) -> None:
        self._chat, self._phone, self._door = chat, phone, door
        self._headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
        self.times = Times()
        self._sent = 0.0  # when she last sent something that was not yet answered

    def report(self, request: Request) -> str:
        """The whole conversation; gives the reference she was told. Raises queue.Empty when the product is silent."""
        writes = [request.place or UNKNOWN_PLACE, request.details]
        asked_to_write = False
        self._say("hello")
        while True:
            heard = self._hear()
            if heard.choices:
                choice = pick(heard.choices, request)
                asked_to_write = asked_to_write or choice.endswith(f"/{request.problem}")
                self._press(choice)
            elif asked_to_write and writes:
                self._say(writes.pop(0))
            elif reference := _REFERENCE.search(heard.text):
                return reference.group().replace("-", "")

    def _hear(self) -> Arrived:
        heard = self._phone.get(timeout=PATIENCE)
        if self._sent:
            self.times.reply.append(heard.at - self._sent)
            self._sent = 0.0
        return heard

    def _say(self, text: str) -> None:
        self._post({"message": {**self._message(), "text": text}})

    def _press(self, choice: str) -> None:
        self._post(
            {
                "callback_query": {
                    "id": str(next(_updates)),
                    "data": choice,
                    **self._message(),
                    "message": self._message(),
                }
            }
        )

    def _message(self) -> dict[str, object]:
        who = {"id": self._chat, "is_bot": False, "first_name": "Bench", "language_code": "en"}
        chat = {"id": self._chat, "type": "private", "first_name": "Bench"}
        return {"message_id": next(_updates), "date": 1_770_000_000, "chat": chat, "from": who}

    def _post(self, update: Mapping[str, object]) -> None:
        body = json.dumps({"update_id": next(_updates), **update})
        self._sent = time.perf_counter()
        self._door.request("POST", "/hooks/telegram", body, self._headers)
        answer = self._door.getresponse()
        answer.read()
        self.times.webhook.append(time.perf_counter() - self._sent)
        if answer.status != 200:
            raise RuntimeError(f"the webhook answered {answer.status}")


def pick(choices: Mapping[str, str], request: Request) -> str:
    """Which button she presses. Ids are flow/step/option."""
    by_option = {choice.rpartition("/")[2]: choice for choice in choices.values()}
    step = next(iter(choices.values())).split("/")[1]
    if step == "which":
        near = (choice for label, choice in choices.items() if label.startswith(request.place or "-"))
        return next(near, by_option["none"])
    wanted = (_FIRST.get(step, ""), request.group, request.problem, "skip", "ordinary")
    return next(by_option[option] for option in wanted if option in by_option)
