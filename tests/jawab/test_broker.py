"""The same actors on RabbitMQ: a hint said in one process is taken in another."""

import os
import socket

import pytest

from jawab.hints import WORK, Actors, broker_for
from relay.house import House
from tests.jawab.test_post_moves import at_work, eventually, house, outside, sent
from tests.relay.test_intake import hear

__all__ = ["house", "outside"]  # fixtures

pytestmark = [  # the client leaves its sockets to the garbage collector when its threads end
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def broker_url() -> str:
    """JAWAB_TEST_BROKER_URL, or a RabbitMQ on this machine. Without one the product needs none, nor does its proof."""
    if url := os.environ.get("JAWAB_TEST_BROKER_URL"):
        return url
    try:
        socket.create_connection(("127.0.0.1", 5672), timeout=1).close()
    except OSError:
        pytest.skip("no RabbitMQ here (JAWAB_TEST_BROKER_URL): an optional speed-up, see docs/decisions/0003")
    return "amqp://guest:guest@127.0.0.1:5672"


def test_a_hint_crosses_processes(house: House, broker_url: str) -> None:
    broker = broker_for(broker_url)
    web = Actors(house, broker, "web", frozenset())
    with at_work(house, WORK, broker_for(broker_url)):
        web.turns(hear(house.store, "hello", 1))
        assert eventually(lambda: sent(house) == 1)
    broker.close()


def test_a_broker_that_is_away_loses_hints_and_nothing_else(house: House) -> None:
    away = Actors(house, broker_for("amqp://guest:guest@127.0.0.1:9"), "web", frozenset())
    away.turns(hear(house.store, "hello", 1))  # says so in the log, and goes on
    assert sent(house) == 0
