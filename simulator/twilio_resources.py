"""The world's records in the shapes of Twilio's REST API, and its refusals."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Response, jsonify, request

from simulator.records import Message
from simulator.settings import Settings

WORDS = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21211: "Invalid 'To' Phone Number: {}",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided ({}) is not a valid message-capable Twilio phone number",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified.",
    21655: "The ContentSid is Invalid",
    21656: "The Content Variables parameter is invalid.",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    63007: "Twilio could not find a Channel with the specified From address",
}


class Refused(Exception):
    """A classic Twilio error."""

    def __init__(self, status: int, code: int, detail: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


def refusal(no: Refused) -> tuple[Response, int]:
    body = {
        "code": no.code,
        "message": WORDS[no.code].format(no.detail) + (f": {no.detail}" if no.code == 20001 and no.detail else ""),
        "more_info": f"https://www.twilio.com/docs/errors/{no.code}",
        "status": no.status,
    }
    return jsonify(body), no.status


def authenticate(settings: Settings, account: str | None = None) -> None:
    """Raise Refused unless the caller is our account and asks for its own things."""
    who = request.authorization
    known = (settings.twilio_account_sid, settings.twilio_auth_token)
    if who is None or (who.username, who.password) != known or account not in (None, settings.twilio_account_sid):
        raise Refused(401, 20003)


def rfc2822(stamp: str) -> str:
    return format_datetime(datetime.fromisoformat(stamp))


def message(settings: Settings, record: Message) -> dict[str, Any]:
    """A Message resource, of either direction."""
    incoming = record.sender == "citizen"
    here = f"/2010-04-01/Accounts/{settings.twilio_account_sid}/Messages/{record.provider_id}"
    service = record.wire.get("service")
    error = record.content.get("error") if not incoming else None
    return {
        "account_sid": settings.twilio_account_sid,
        "api_version": "2010-04-01",
        "body": "" if record.wire.get("redacted") else record.content.get("text", ""),
        "date_created": rfc2822(record.at),
        "date_sent": None if record.status == "queued" else rfc2822(record.at),
        "date_updated": rfc2822(record.at),
        "direction": "inbound" if incoming else "outbound-api",
        "error_code": int(error) if error else None,
        "error_message": None,
        "from": record.wire.get("from"),
        "messaging_service_sid": service,
        "num_media": "1" if record.content.get("media") else "0",
        "num_segments": "0" if service and record.status == "accepted" else str(record.content.get("parts", 1)),
        "price": None,
        "price_unit": "USD",
        "sid": record.provider_id,
        "status": "received" if incoming else record.status,
        "subresource_uris": {"media": f"{here}/Media.json"},
        "to": record.wire.get("to"),
        "uri": f"{here}.json",
    }
