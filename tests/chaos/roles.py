"""The product's roles as processes that can be killed and are back at once: `python -m tests.chaos.roles [mutant]`.

Everything is imported once; each role is a fork that runs the product's own command line. A line of standard input is
an order: `start web`, `kill 1234`, `alive 1234`. The mutants live here: the product has no switch for breaking it.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta

import jawab.cli
import jawab.run
import jawab.wiring
import relay.sender
import storage.outbox
from bot.channels.base import Accepted, Channel, Part
from bot.channels.telegram import Telegram
from relay.house import House
from storage.outbox import Leased

Send = Callable[[Telegram, str, Part, str], Accepted]
WAY = threading.Event()  # never set: waiting for it takes its time


def main(mutant: str) -> None:
    storage.outbox.LEASE = timedelta(
        seconds=3
    )  # what a killed sender held is free after this: a minute is too long here
    relay.sender._SEND_TIME = timedelta(seconds=1)
    Telegram.send = far_away(Telegram.send)  # type: ignore[assignment, method-assign]
    if mutant == "marks-first":
        relay.sender._send = mark_then_send
    children: set[int] = set()
    for order, word in (line.split() for line in sys.stdin):
        if order == "start":
            children.add(child := start(word))
            print(child, flush=True)
        elif order == "kill":
            children.discard(int(word))
            end(int(word))
            print("killed", flush=True)
        elif order == "alive":
            gone, _status = os.waitpid(int(word), os.WNOHANG)
            children.discard(gone)
            print("no" if gone else "yes", flush=True)
    for child in children:
        end(child)


def far_away(send: Send) -> Send:
    """In real life Telegram is not on this machine: a kill of a sender shall strike while a message is on its way."""

    def sent(self: Telegram, to: str, part: Part, token: str) -> Accepted:
        WAY.wait(0.005)
        try:
            return send(self, to, part, token)
        finally:
            WAY.wait(0.005)

    return sent


def start(role: str) -> int:
    child = os.fork()
    if child:
        return child
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)
    code = 1
    try:
        code = jawab.cli.main([role])
    finally:
        os._exit(code)


def end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def mark_then_send(house: House, channel: Channel, leased: Leased, to: str) -> None:
    """The mutant: what is marked and not yet sent is lost when the sender dies."""
    with house.store.begin() as connection:
        storage.outbox.accepted(connection, house.store, leased, f"early {leased.id}", final=True)
    channel.send(to, leased.part, str(leased.id))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
