"""SMS by Twilio: plain text, numbers for choices, every segment counted."""

from bot.channels.base import Accepted, Capabilities, Part
from bot.channels.segments import measure, sms_safe
from bot.channels.text import clean, numbered, split
from bot.channels.twilio import TwilioChannel
from bot.messages import Reply

LIMITS = Capabilities(
    inbound=True,
    text_limit=1600,
    unit="segment",
    buttons=0,
    button_label=0,
    list_rows=0,
    list_label=0,
    choice_limit=0,
    receipts="delivered",
    window_hours=None,
    pace=1,  # a plain number sends about one segment a second (Twilio, error 21611)
)


class Sms(TwilioChannel):
    """The SMS channel of one sender."""

    name = "sms"
    capabilities = LIMITS

    @staticmethod
    def render(reply: Reply) -> tuple[Part, ...]:
        text = clean(reply.text).strip()
        text = sms_safe(numbered(text, reply.buttons) if reply.buttons else text)
        pieces = split(text, LIMITS.text_limit)
        return tuple(Part(piece, segments=measure(piece).segments) for piece in pieces if piece.strip())

    def send(self, to: str, part: Part, token: str) -> Accepted:
        return self._post(to, token, body=part.text)
