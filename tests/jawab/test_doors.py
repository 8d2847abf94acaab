"""All doors behind one port, and whom they believe about the caller."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from jawab.doors import _behind


def says_who(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["REMOTE_ADDR"].encode()]


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [(0, "10.9.9.9", "127.0.0.1"), (1, "10.9.9.9", "10.9.9.9"), (1, "6.6.6.6, 10.9.9.9", "10.9.9.9")],
)
def test_a_caller_cannot_say_it_is_somebody_else(proxies: int, header: str, seen: str) -> None:
    client = Client(_behind(proxies, says_who))
    answer = client.get("/", headers={"X-Forwarded-For": header}, environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert answer.text == seen
