"""The way to Twilio: its own client on the hosts we were given, and what its errors mean."""

import threading
from typing import Any

import requests
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.channels.base import Failure, SendError
from bot.channels.silence import hush

API, CONTENT = "https://api.twilio.com", "https://content.twilio.com"
TIMEOUT = 6.0  # seconds to connect, and again to answer
_LATER = 3600.0  # seconds after which a phone that was off may be on

_CODES = {  # docs.twilio.com/docs/api/errors/<code>
    20003: Failure.CONFIGURATION,  # bad credentials
    20404: Failure.OUR_BUG,
    20429: Failure.RETRY,
    21211: Failure.BAD_ADDRESS,
    21408: Failure.REFUSED,  # no permission for this region: one foreign number must not stop the channel
    21602: Failure.OUR_BUG,
    21606: Failure.CONFIGURATION,  # the sender cannot send
    21610: Failure.OPTED_OUT,
    21611: Failure.RETRY,  # queue of the number full
    21612: Failure.REFUSED,  # this sender cannot reach this destination
    21614: Failure.BAD_ADDRESS,  # not mobile
    21617: Failure.OUR_BUG,  # too long
    21619: Failure.OUR_BUG,
    21620: Failure.OUR_BUG,
    21655: Failure.OUR_BUG,  # content sid
    21656: Failure.OUR_BUG,  # content variables
    21658: Failure.OUR_BUG,
    21659: Failure.CONFIGURATION,  # the sender is not ours
    30001: Failure.RETRY,  # queue of the service full
    30003: Failure.RETRY,  # handset unreachable
    30004: Failure.REFUSED,  # blocked
    30005: Failure.BAD_ADDRESS,  # unknown handset
    30006: Failure.BAD_ADDRESS,  # landline
    30007: Failure.REFUSED,  # carrier filter
    30008: Failure.UNKNOWN,
    30036: Failure.REFUSED,  # waited longer than it was valid
    35114: Failure.OUR_BUG,
    35115: Failure.OUR_BUG,
    35117: Failure.OUR_BUG,
    63003: Failure.BAD_ADDRESS,
    63007: Failure.CONFIGURATION,  # the sender is no WhatsApp sender
    63016: Failure.WINDOW_CLOSED,
    63017: Failure.RETRY,
    63018: Failure.RETRY,  # channel rate limit
    63024: Failure.BAD_ADDRESS,  # not on WhatsApp
    63032: Failure.REFUSED,  # Meta declines to deliver
    63041: Failure.REFUSED,  # template paused
    63049: Failure.REFUSED,
}


class Wire(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types
    """Speaks to the hosts we were given and to no other: a test cannot reach the real Twilio by mistake."""

    def __init__(self, hosts: dict[str, str]) -> None:
        super().__init__(timeout=TIMEOUT)
        self._hosts = hosts

    def request(self, method: str, url: str, **more: Any) -> Response:
        for there, here in self._hosts.items():
            if url.startswith(there + "/"):
                return super().request(
                    method, here + url.removeprefix(there), **(more | {"data": _said(more.get("data"))})
                )
        raise SendError(Failure.CONFIGURATION, "unknown host")


def _said(data: Any) -> Any:
    """The SDK's JSON without the nulls it writes for every kind of content we did not name."""
    if isinstance(data, dict):
        return {name: _said(value) for name, value in data.items() if value is not None}
    return [_said(value) for value in data] if isinstance(data, list) else data


class Line:
    """One client for many threads, made when first needed."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str, content_url: str) -> None:
        self.api_url = api_url.rstrip("/")
        self.password = (account_sid, auth_token)
        self._hosts = {API: self.api_url, CONTENT: content_url.rstrip("/")}
        self._lock = threading.Lock()
        self._client: Client | None = None

    def send(self, **message: str) -> str:
        """POST one message; gives its sid. Raise SendError."""
        try:
            sid = self._open().messages.create(**message).sid
        except Exception as error:
            raise classed(error) from None
        if not sid:
            raise SendError(Failure.UNKNOWN, "no sid")
        return str(sid)

    def new_content(self, content: dict[str, Any]) -> str:
        """Register one message form; gives its sid. Raise SendError, never UNKNOWN: nothing was sent to anybody."""
        try:
            sid = self._open().content.v1.contents.create(ContentList.ContentCreateRequest(content)).sid
        except Exception as error:
            problem = classed(error)
            if problem.failure is Failure.UNKNOWN:
                raise SendError(Failure.RETRY, problem.detail) from None
            raise problem from None
        if not sid:
            raise SendError(Failure.RETRY, "no sid")
        return str(sid)

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.http_client.session.close()

    def _open(self) -> Client:
        with self._lock:
            if self._client is None:
                hush("twilio", "urllib3")
                account_sid, auth_token = self.password
                self._client = Client(account_sid, auth_token, http_client=Wire(self._hosts))
            return self._client


def classed(error: Exception) -> SendError:
    """What went wrong, in our words. Nothing of the provider's text is passed on: it quotes numbers."""
    match error:
        case SendError():
            return error
        case TwilioRestException() | TwilioServiceException():
            return _refused(int(error.status or 0), int(error.code or 0))
        case requests.ConnectTimeout():
            return SendError(Failure.RETRY, "ConnectTimeout")
        case requests.ConnectionError() if _never_connected(error):
            return SendError(Failure.RETRY, "ConnectionError")
    return SendError(Failure.UNKNOWN, type(error).__name__)  # it may have been taken


def failure_of(code: str) -> Failure:
    """What a code on a delivery receipt means; UNKNOWN for one we have not met."""
    return _CODES.get(int(code), Failure.UNKNOWN) if code.isdecimal() and len(code) < 9 else Failure.UNKNOWN


def _refused(status: int, code: int) -> SendError:
    failure = _CODES.get(code) or _by_status(status)
    return SendError(failure, str(code or status), _LATER if code == 30003 else None)


def _by_status(status: int) -> Failure:
    if status in (401, 403):
        return Failure.CONFIGURATION
    if status == 429:
        return Failure.RETRY
    return Failure.OUR_BUG if 400 <= status < 500 and status != 408 else Failure.UNKNOWN


def _never_connected(error: requests.ConnectionError) -> bool:
    """A refused connection sent nothing; one that broke may have."""
    if isinstance(error, requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
