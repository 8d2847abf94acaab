"""Twilio's webhooks: signed with the auth token, tried again by its rules, never in order with one another."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag

import httpx
from twilio.request_validator import RequestValidator

from simulator.faults import Faults
from simulator.postman import Postman
from simulator.settings import Settings
from simulator.world import World

CONNECT, READ = 5.0, 15.0  # seconds, Twilio's defaults
Told = Callable[[bool], None]  # what came of it: did the product take it?


@dataclass(frozen=True, slots=True)
class Webhook:
    """One request to the product. `address` is the citizen's, for the faults."""

    channel: str
    address: str
    url: str
    fields: Mapping[str, str]
    token: str  # the same over all tries of one webhook


class Hooks:
    def __init__(
        self, world: World, settings: Settings, faults: Faults, postman: Postman, client: httpx.Client
    ) -> None:
        self._world, self._settings, self._faults = world, settings, faults
        self._postman, self._client = postman, client
        self._validator = RequestValidator(settings.twilio_auth_token)

    def call(
        self,
        channel: str,
        address: str,
        url: str,
        fields: Mapping[str, str],
        *,
        lane: str,
        delay: float = 0.0,
        told: Told = lambda taken: None,
    ) -> None:
        """Let the postman carry a webhook, and its duplicates when trouble was ordered."""
        webhook = Webhook(channel, address, url, fields, str(uuid.uuid4()))
        fault = self._faults.take({"duplicate", "late_duplicate"}, channel, address)
        for number in range(fault.copies if fault else 0):
            late = delay + (fault.seconds if fault and fault.kind == "late_duplicate" else 0.0)
            self._carry(f"{lane}:copy:{webhook.token}:{number}", webhook, late, lambda taken: None)
        self._carry(lane, webhook, delay, told)

    def _carry(self, lane: str, webhook: Webhook, delay: float, told: Told) -> None:
        retries, policy = self._overrides(webhook.url)
        left = [retries]

        def attempt() -> float | None:
            outcome = self._post(webhook)
            if outcome != "taken" and left[0] > 0 and (policy == "all" or outcome in policy):
                left[0] -= 1
                return 0.2 * self._settings.pace
            told(outcome == "taken")
            return None

        self._postman.carry(lane, attempt, delay)

    def _overrides(self, url: str) -> tuple[int, str]:
        """Connection overrides ride in the fragment, which is neither sent nor signed: `#rc=3&rp=all`."""
        wishes = parse_qs(urldefrag(url).fragment) or parse_qs(self._settings.connection_overrides)
        return min(5, int(wishes.get("rc", ["1"])[0])), wishes.get("rp", ["ct"])[0]

    def _post(self, webhook: Webhook) -> str:
        """How it went, in Twilio's words for its retry policy: taken, ct (connect), rt (read), 4xx, 5xx."""
        url = urldefrag(webhook.url).url
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": webhook.token,
            "X-Twilio-Signature": self.sign(url, webhook.fields),
        }
        timeout = httpx.Timeout(READ, connect=CONNECT)
        try:
            answer = self._client.post(url, data=dict(webhook.fields), headers=headers, timeout=timeout)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return "ct"
        except httpx.HTTPError:
            return "rt"
        return "taken" if answer.is_success else f"{answer.status_code // 100}xx"

    def sign(self, url: str, fields: Mapping[str, str]) -> str:
        """By Twilio's own library: a second opinion beside the product's."""
        return str(self._validator.compute_signature(url, dict(fields)))
