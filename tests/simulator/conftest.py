"""A simulator that really serves, the tiny product behind it, and the providers' own clients."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator.outside import Outside
from simulator.serve import running
from simulator.settings import Settings
from tests.simulator.product import Product, serving

TOKEN, SECRET = "7000000001:pretend", "pretend_secret-1"
ACCOUNT, AUTH = "AC" + "1" * 32, "pretend-auth-token"
WHATSAPP, SMS = "+15550100200", "+15550100100"


@dataclass
class Stage:
    """`phones` speaks the JSON interface; `settle` waits until every webhook has been carried."""

    url: str
    outside: Outside
    product: Product
    phones: httpx.Client

    def settle(self) -> None:
        assert self.outside.postman.idle(10)

    def send(self, channel: str, address: str, **wish: Any) -> dict[str, Any]:
        answer = self.phones.post(f"/api/{channel}/{address}/messages", json=wish)
        assert answer.status_code == 201, answer.text
        self.settle()
        found: dict[str, Any] = answer.json()
        return found

    def read(self, channel: str, address: str, after: int = 0) -> list[dict[str, Any]]:
        answer = self.phones.get(f"/api/{channel}/{address}/messages", params={"after": after})
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found


@pytest.fixture
def product() -> Iterator[Product]:
    with serving() as product:
        yield product


@pytest.fixture
def stage(product: Product) -> Iterator[Stage]:
    settings = Settings(TOKEN, SECRET, ACCOUNT, AUTH, WHATSAPP, SMS, f"{product.url}/hooks", pace=0)
    with running(settings) as simulator, httpx.Client(base_url=simulator.url, trust_env=False) as phones:
        yield Stage(simulator.url, simulator.outside, product, phones)


class Rerouted(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types
    """Twilio's own client, with its hosts mapped to the pretend ones."""

    def __init__(self, url: str, timeout: float = 10) -> None:
        super().__init__(timeout=timeout)
        self._hosts = {"https://api.twilio.com": f"{url}/twilio", "https://content.twilio.com": f"{url}/content"}

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        for host, here in self._hosts.items():
            if url.startswith(host):
                return super().request(method, here + url.removeprefix(host), *args, **more)
        raise AssertionError(f"nothing may go to {url}")


@pytest.fixture
def twilio(stage: Stage) -> Iterator[Client]:
    with_timeout = Rerouted(stage.url)
    yield Client(ACCOUNT, AUTH, http_client=with_timeout)
    with_timeout.session.close()
