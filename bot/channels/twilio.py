"""What the two Twilio channels share: proof of origin, the webhook form, the call that sends, attachments."""

import base64
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from bot.channels import download, twilio_forms
from bot.channels.base import Accepted, Capabilities, Envelope, Forged, Hook, MediaRefused, Unreadable
from bot.channels.twilio_client import API, CONTENT, Line
from bot.messages import Event, Media, Unknown

LARGEST = 16 * 1024 * 1024  # bytes; WhatsApp takes no more
_SIGNATURE = "x-twilio-signature"
_SETTINGS = "x-twilio-webhooks-signature-settings"  # key=...,algorithm=...; absent for the classic signature
_HASHES: dict[str, Literal["sha1", "sha256"]] = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_STORES = (".twiliocdn.com", ".twilio.com", ".amazonaws.com")  # where Twilio sends on those who fetch a file
_MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Account:
    """`auth_tokens` newest first: all prove a request, the first one sends. `public_url` is what stands before
    /hooks in the addresses Twilio knows."""

    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    sender: str
    public_url: str
    api_url: str = API
    content_url: str = CONTENT
    messaging_service: str | None = None


class TwilioChannel:
    """Everything but the shape of a message. `prefix` stands before every address on the wire."""

    name: str
    capabilities: Capabilities
    prefix = ""
    answer = ("text/xml", "<Response></Response>")

    def __init__(self, account: Account) -> None:
        self._account = account
        self._tokens = [token.encode() for token in account.auth_tokens if token]
        self._bases = _with_and_without_port(account.public_url.rstrip("/"))
        self._line = Line(
            account.account_sid, next(iter(account.auth_tokens), ""), account.api_url, account.content_url
        )

    def verify(self, hook: Hook) -> None:
        try:
            pairs = _pairs(hook)
        except Unreadable:
            raise Forged("unreadable") from None
        method = _HASHES.get(_algorithm(hook.headers.get(_SETTINGS, "")))
        if hook.method != "POST" or method is None:
            raise Forged("method")
        given = hook.headers.get(_SIGNATURE, "").encode(errors="replace")
        rest = hook.path + ("?" + hook.query if hook.query else "") + "".join(k + v for k, v in sorted(set(pairs)))
        tries = (sign(token, base + rest, method) for base in self._bases for token in self._tokens)
        if not any(hmac.compare_digest(given, made) for made in tries):
            raise Forged("signature")
        if dict(pairs).get("AccountSid") != self._account.account_sid:
            raise Forged("account")

    def envelope(self, hook: Hook) -> Envelope:
        return twilio_forms.envelope(dict(_pairs(hook)), self.prefix)

    def read(self, hook: Hook) -> Sequence[Event]:
        try:
            form = dict(_pairs(hook))
        except Unreadable:
            return (Unknown("unreadable"),)
        return (twilio_forms.event(form, hook.query, self.name, self.prefix),)

    def fetch(self, media: Media) -> Iterator[bytes]:
        home = self._line.api_url
        url = home + media.ref.removeprefix(API) if media.ref.startswith(API + "/") else media.ref
        if not url.startswith(f"{home}/2010-04-01/Accounts/{self._account.account_sid}/"):
            raise MediaRefused("wrong host")
        return download.stream(url, limit=LARGEST, allowed=self._may_fetch, auth=self._line.password)

    def acknowledge(self, ack: str) -> None:
        """Nothing waits for us here."""

    def close(self) -> None:
        self._line.close()

    def _post(self, to: str, token: str, **content: str) -> Accepted:
        """One message. `content` is the SDK's own: body, or content_sid and content_variables. Raise SendError."""
        service = self._account.messaging_service
        sender = self.prefix + self._account.sender.removeprefix(self.prefix)
        content |= {"messaging_service_sid": service} if service else {"from_": sender}
        news = f"{self._account.public_url.rstrip('/')}/hooks/{self.name}?out={token}"
        return Accepted(self._line.send(to=self.prefix + to, status_callback=news, **content))

    def _may_fetch(self, url: str) -> bool:
        place = urlsplit(url)
        if place.netloc == urlsplit(self._line.api_url).netloc:
            return True
        return place.scheme == "https" and (place.hostname or "").endswith(_STORES)


def sign(token: bytes, signed: str, method: Literal["sha1", "sha256"] = "sha1") -> bytes:
    """The signature Twilio puts on a request: over the address and then each name and value, names sorted."""
    return base64.b64encode(hmac.digest(token, signed.encode(errors="replace"), method))


def _pairs(hook: Hook) -> list[tuple[str, str]]:
    """The fields of the form, blank ones too: all of them are signed."""
    try:
        return parse_qsl(hook.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # not UTF-8, or too many fields
        raise Unreadable("not a form") from None


def _algorithm(settings: str) -> str:
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip().upper()
    return "HMAC_SHA1"


def _with_and_without_port(url: str) -> tuple[str, ...]:
    """Twilio signs now with the port and now without."""
    place = urlsplit(url)
    host = place.netloc.rpartition(":")[0] if place.port else place.netloc
    port = place.port or (443 if place.scheme == "https" else 80)
    return tuple(dict.fromkeys((url, *(place._replace(netloc=name).geturl() for name in (host, f"{host}:{port}")))))
