"""What becomes of a Twilio message after it was accepted: statuses, callbacks, and messages coming in."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from simulator import content
from simulator.faults import Faults
from simulator.files import KeptFile
from simulator.hooks import Hooks
from simulator.postman import Postman
from simulator.records import Message, Phone
from simulator.settings import Settings
from simulator.world import World

WINDOW = timedelta(hours=24)
SENT, DELIVERED, READ = 0.15, 0.5, 1.2  # seconds after acceptance, at pace 1
NEWS_REVERSED = {"sent": 3.0, "delivered": 2.0}  # the earlier the status, the later its news
BLOCKED_BY_CARRIER, UNKNOWN_HANDSET, NOT_ON_WHATSAPP, WINDOW_CLOSED = "30004", "30005", "63024", "63016"
AGAINST_POLICY = "63013"
STOPPED = "You have successfully been unsubscribed. You will not receive any more messages. Reply START to resubscribe."
STARTED = "You have successfully been re-subscribed to messages from this number. Reply STOP to unsubscribe."


def new_sid(kind: str) -> str:
    return kind + secrets.token_hex(16)


def wire_address(channel: str, address: str) -> str:
    return f"whatsapp:{address}" if channel == "whatsapp" else address


class Carrier:
    def __init__(self, world: World, settings: Settings, faults: Faults, postman: Postman, hooks: Hooks) -> None:
        self._world, self._settings, self._faults = world, settings, faults
        self._postman, self._hooks = postman, hooks
        # What was on its way in when the world stopped is lost, as at Twilio: only its list knows it.
        world.sql("update messages set status = 'failed' where status = 'sending' and channel <> 'telegram'")

    # To the citizen

    def dispatch(self, message: Message, template: bool) -> None:
        """Take an accepted message through its statuses. A lane of its own keeps them in order."""
        trouble = self._faults.take({"no_callbacks", "reorder_callbacks"}, message.channel, message.address)
        for wait, status, code in self._course(message, template):
            step = partial(self._arrive, message, status, code, trouble.kind if trouble else "")
            self._postman.carry(f"twilio:{message.provider_id}", step, wait * self._settings.pace)

    def _course(self, message: Message, template: bool) -> list[tuple[float, str, str]]:
        """(seconds, status, error code) of each step."""
        phone = self._world.people.phone(message.channel, message.address)
        if fault := self._faults.take({"undelivered"}, message.channel, message.address):
            return [(SENT, "sent", ""), (DELIVERED, "undelivered", str(fault.code))]
        if message.channel == "sms":
            if phone is None or phone.blocked:
                code = BLOCKED_BY_CARRIER if phone else UNKNOWN_HANDSET
                return [(SENT, "sent", ""), (DELIVERED, "undelivered", code)]
            return [(SENT, "sent", ""), (DELIVERED, "delivered", "")]
        if phone is None:
            return [(SENT, "undelivered", NOT_ON_WHATSAPP)]
        if not template and not self.window_open(phone):
            return [(SENT, "failed", WINDOW_CLOSED)]
        if not template and content.too_much(message.content):
            return [(SENT, "failed", AGAINST_POLICY)]
        if phone.blocked:  # WhatsApp does not tell: the message stays "sent" for ever
            return [(SENT, "sent", "")]
        return [(SENT, "sent", ""), (DELIVERED, "delivered", ""), (READ, "read", "")]

    def window_open(self, phone: Phone) -> bool:
        return bool(phone.heard) and self._world.now() - datetime.fromisoformat(phone.heard) < WINDOW

    def _arrive(self, message: Message, status: str, code: str, trouble: str) -> None:
        record = self._world.change(message.id, status=status, content={"error": code} if code else {})
        url = record.wire.get("status_callback")
        if not url or trouble == "no_callbacks":
            return
        lane, late = f"status:{record.provider_id}", 0.0
        if trouble == "reorder_callbacks":
            lane += f":{status}"
            late = NEWS_REVERSED.get(status, 0.0) * max(self._settings.pace, 0.1)
        fields = self._status_fields(record, status, code)
        self._hooks.call(record.channel, record.address, url, fields, lane=lane, delay=late)

    def _status_fields(self, record: Message, status: str, code: str) -> dict[str, str]:
        fields = {
            "SmsSid": record.provider_id,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": record.wire["to"],
            "MessageSid": record.provider_id,
            "AccountSid": self._settings.twilio_account_sid,
            "From": record.wire.get("from") or self._settings.sender(record.channel),
            "ApiVersion": "2010-04-01",
        }
        if record.wire.get("service"):
            fields["MessagingServiceSid"] = record.wire["service"]
        if record.channel == "whatsapp":
            fields |= {
                "ChannelToAddress": record.address[:-4] + "XXXX",
                "ChannelPrefix": "whatsapp",
                "ChannelInstallSid": "XE" + self._settings.twilio_account_sid[2:],
                "StructuredMessage": "false",
            }
            if status in {"delivered", "read"}:
                fields["EventType"] = status.upper()
        elif status == "delivered":
            fields["RawDlrDoneDate"] = self._world.now().strftime("%y%m%d%H%M")
        return fields | ({"ErrorCode": code} if code else {})

    # From the citizen

    def receive(self, phone: Phone, message: Message, fields: Mapping[str, str], file: KeptFile | None = None) -> None:
        """Bring a citizen's message to the product's webhook for its channel."""
        sent = self._inbound_fields(phone, message) | dict(fields)
        if file:
            link = f"/2010-04-01/Accounts/{self._settings.twilio_account_sid}/Messages/{message.provider_id}/Media/"
            sent |= {"NumMedia": "1", "MediaContentType0": file.mime}
            sent |= {"MediaUrl0": f"{self._settings.base_url}/twilio{link}ME{file.id}"}
        sent |= self._opt_out(phone, message)
        self._hooks.call(
            phone.channel,
            phone.address,
            f"{self._settings.hooks_url}/{phone.channel}",
            sent,
            lane=f"inbound:{phone.channel}:{phone.address}",
            told=lambda taken: self._told(message, taken),
        )

    def _told(self, message: Message, taken: bool) -> None:
        # Twilio does not bring a message twice: what the product missed it must fetch from the list.
        error = {} if taken else {"error": "11200"}
        self._world.change(message.id, status="delivered" if taken else "failed", content=error)

    def _inbound_fields(self, phone: Phone, message: Message) -> dict[str, str]:
        sid = message.provider_id
        fields = {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": message.content.get("text", ""),
            "To": self._settings.sender(phone.channel),
            "NumSegments": str(message.content.get("parts", 1)),
            "MessageSid": sid,
            "AccountSid": self._settings.twilio_account_sid,
            "From": wire_address(phone.channel, phone.address),
            "ApiVersion": "2010-04-01",
        }
        if phone.channel == "sms":
            places = ("ToCountry", "ToState", "ToCity", "ToZip", "FromCountry", "FromState", "FromCity", "FromZip")
            service = {"MessagingServiceSid": self._settings.messaging_service}
            return fields | dict.fromkeys(places, "") | (service if self._settings.advanced_opt_out else {})
        number = phone.address.removeprefix("+")
        context = {"ProfileName": phone.name, "WaId": number}
        fields |= {"ProfileName": phone.name, "MessageType": "text", "ReferralNumMedia": "0"}
        fields |= {"ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": context}})}
        if phone.address.startswith("+"):
            return fields | {"WaId": number}
        return fields | {"ExternalUserId": f"whatsapp:{phone.address}"}

    def _opt_out(self, phone: Phone, message: Message) -> dict[str, str]:
        """STOP by SMS is taken by Twilio itself, which answers, blocks, and still tells the product."""
        word = message.content.get("text", "").strip().upper()
        if phone.channel != "sms" or word not in self._settings.opt_out_words + self._settings.opt_in_words:
            return {}
        stopped = word in self._settings.opt_out_words
        self._world.people.mark("sms", phone.address, opted_out=int(stopped))
        answer: dict[str, Any] = {"text": STOPPED if stopped else STARTED, "parts": 1, "encoding": "GSM-7"}
        self._world.add(phone, "bot", "delivered", answer | {"automatic": True}, wire={"automatic": True})
        return {"OptOutType": "STOP" if stopped else "START"} if self._settings.advanced_opt_out else {}
