"""A pretend provider, and a listener for words that may never be written down."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.channels.payloads import AUTH_TOKEN, BOT_TOKEN
from tests.channels.provider import Provider, provider
from tests.simulator.conftest import product, stage  # noqa: F401  # the pretend providers that others wrote

settings.register_profile("steady", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("steady")

CANARIES = (BOT_TOKEN, AUTH_TOKEN, "9647500000001", "5000000042", "canary words")


@pytest.fixture
def server() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture(autouse=True)
def _nothing_leaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test of a channel may write a token, a number or a citizen's words to any log, at any level."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.get_records("call"):
        written = logging.Formatter().format(record)
        assert not [word for word in CANARIES if word in written], record.name
