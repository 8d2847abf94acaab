"""All doors behind one port, and whom they believe about the caller."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr
from werkzeug.test import Client

from jawab.doors import _behind, doors
from jawab.hints import Actors, broker_for
from jawab.settings import Settings
from relay.house import House
from tests.jawab.test_post_moves import house, outside

__all__ = ["house", "outside"]  # fixtures


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


def test_the_phones_are_only_there_when_asked_for(house: House) -> None:
    settings = Settings(secret_key=SecretStr("k3y-of-thirty-two-characters-abc"))
    hints = Actors(house, broker_for(""), "web", frozenset())
    alone = Client(doors(settings, house, hints))
    assert alone.get("/simulator/").status_code == 404
    assert alone.get("/simulator/api/phones").status_code == 404
    assert [alone.get(path).status_code for path in ("/", "/admin/login", "/hooks/health")] == [200, 200, 200]
    phones = Flask("phones")
    phones.add_url_rule("/", "page", lambda: "three phones")
    assert Client(doors(settings, house, hints, phones)).get("/simulator/").text == "three phones"
