"""Ways in from outside: codes that can be read aloud, links that open a chat with one typed in, and QR squares."""

import io
import secrets
from collections.abc import Mapping
from urllib.parse import quote

import segno

from civic.programme import Programme

SESSION, POLL = "s", "p"  # what a code belongs to: "s-K7F2PMXA"
_SAYABLE = "ACDEFGHJKMNPQRTUVWXY34679"  # no two that look or sound alike
_LENGTH = 8  # 150 thousand million of them: a private one is not found by trying
JOIN = "JOIN"  # understood in every language, besides the local words


def new_code() -> str:
    return "".join(secrets.choice(_SAYABLE) for _ in range(_LENGTH))


def word(of: str, code: str) -> str:
    """What she sends to come in: "JOIN s-K7F2PMXA"."""
    return f"{JOIN} {of}-{code}"


def chats(programme: Programme, of: str, code: str) -> Mapping[str, str]:
    """By channel, a link that opens the chat with the code in it; only channels whose address is known."""
    said = quote(word(of, code))
    ways = {
        "telegram": "https://t.me/{address}?start=" + f"{of}-{code}",
        "whatsapp": "https://wa.me/{address}?text=" + said,
        "sms": "sms:{address}?body=" + said,
    }
    known = {channel: programme.reached_at.get(channel, "") for channel in ways}
    return {
        channel: ways[channel].format(address=address if channel == "sms" else address.lstrip("+@"))
        for channel, address in known.items()
        if address
    }


def page(programme: Programme, of: str, code: str) -> str:
    """The public page of it, when this installation knows its own address."""
    folder = {SESSION: "sessions", POLL: "polls"}[of]
    return f"{programme.url.rstrip('/')}/{folder}/{code}" if programme.url else ""


def square(link: str) -> bytes:
    """A QR square of a link, as SVG that fits any page."""
    made = segno.make(link, error="m", micro=False)
    drawn = io.BytesIO()
    made.save(drawn, kind="svg", scale=8, border=4, omitsize=True, xmldecl=False, dark="#000", light="#fff")
    return drawn.getvalue()
