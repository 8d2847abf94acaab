"""A citizen with a phone of the pretend world, for tests that run the whole product."""

from simulator import citizen
from simulator.outside import Outside
from simulator.records import Message

PATIENCE = 30.0  # seconds for an answer


class Phone:
    """`say` and `choose` send; `hear` waits for an answer that holds the words given."""

    def __init__(self, outside: Outside, channel: str, address: str, name: str = "") -> None:
        self._outside, self._channel, self._address = outside, channel, address
        if name:
            outside.world.people.add(name, **({"telegram": address} if channel == "telegram" else {"number": address}))
        self._phone = outside.world.people.meet(channel, address)
        self._heard = 0  # the last message that `hear` gave

    def say(self, text: str) -> None:
        citizen.say(self._outside, self._phone, text)

    def choose(self, choice: str) -> None:
        """A button by its id, label or digit; on SMS the digit is typed."""
        citizen.choose(self._outside, self._phone, choice)

    def hear(self, words: str) -> str:
        """The next answer with these words; raises AssertionError with all that came instead."""
        if not self._outside.world.wait(lambda: self._found(words) is not None, PATIENCE):
            raise AssertionError(f"no {words!r} in {[str(message.content['text']) for message in self._new()]}")
        found = self._found(words)
        if found is None:
            raise AssertionError("a message vanished")
        self._heard = found.id
        return str(found.content["text"])

    def _found(self, words: str) -> Message | None:
        return next((message for message in self._new() if words in str(message.content["text"])), None)

    def _new(self) -> list[Message]:
        messages = self._outside.world.messages(self._channel, self._address, after=self._heard)
        return [message for message in messages if message.sender == "bot"]
