"""WhatsApp by Twilio: buttons for a few choices, a list for some, numbers for many or where a form is refused."""

from typing import Literal, Protocol

from bot.channels.base import Accepted, Capabilities, Failure, Part, SendError
from bot.channels.text import clean, numbered, shorten, split, utf16
from bot.channels.twilio import Account, TwilioChannel
from bot.channels.whatsapp_forms import LINES, Form, fill
from bot.messages import Button, Reply

LIMITS = Capabilities(
    inbound=True,
    text_limit=1600,
    unit="utf16",
    buttons=3,
    button_label=20,
    list_rows=10,
    list_label=72,  # 24 in the row, the whole of it below
    choice_limit=64,
    receipts="read",
    window_hours=24,
    pace=10,  # of about 80 messages a second that Meta allows; Twilio's own default is lower
)
ABOVE = 800  # UTF-16 units above choices: a form takes 1024, but the same in numbers must fit one message too
_MENU_WORD = 20
_MENU = "☰"
_STALE = ("20404", "21655", "63027")  # the provider no longer has the form


class Contents(Protocol):
    """Remembers the message forms registered at the provider: digest of the form -> its sid there."""

    def get(self, digest: str) -> str | None: ...

    def put(self, digest: str, sid: str) -> None: ...


class WhatsApp(TwilioChannel):
    """The WhatsApp channel of one sender."""

    name = "whatsapp"
    capabilities = LIMITS
    prefix = "whatsapp:"

    def __init__(self, account: Account, contents: Contents) -> None:
        super().__init__(account)
        self._contents = contents

    @staticmethod
    def render(reply: Reply) -> tuple[Part, ...]:
        return render(reply)

    def send(self, to: str, part: Part, token: str) -> Accepted:
        if part.shape == "text":
            return self._post(to, token, body=part.text)
        try:
            return self._post_form(to, token, fill(part))
        except SendError as error:
            if error.failure is not Failure.OUR_BUG:
                raise
            return self._post(to, token, body=numbered(part.text, part.buttons))  # the form is refused, she is not

    def _post_form(self, to: str, token: str, form: Form) -> Accepted:
        sid = self._contents.get(form.digest)
        if sid is not None:
            try:
                return self._post(to, token, content_sid=sid, content_variables=form.variables)
            except SendError as error:
                if error.detail not in _STALE:
                    raise
        sid = self._line.new_content(form.content)
        self._contents.put(form.digest, sid)
        return self._post(to, token, content_sid=sid, content_variables=form.variables)


def render(reply: Reply) -> tuple[Part, ...]:
    """Text in as few messages as fit, the choices under the last."""
    text, shape = clean(reply.text).strip(), _shape(reply.buttons)
    if shape == "text":
        text = numbered(text, reply.buttons) if reply.buttons else text
        return _plain(text)
    menu = shorten(clean(reply.menu), _MENU_WORD) or _MENU
    head, tail = _parted(text or menu)
    labels = tuple(Button(button.id, " ".join(clean(button.label).split()), button.key) for button in reply.buttons)
    return (*_plain(head), Part(tail, shape, labels, menu if shape == "list" else ""))


def _plain(text: str) -> tuple[Part, ...]:
    return tuple(Part(piece) for piece in split(text, LIMITS.text_limit) if piece.strip())


def _shape(buttons: tuple[Button, ...]) -> Literal["text", "buttons", "list"]:
    labels = [clean(button.label).strip() for button in buttons]
    longest = max(map(utf16, labels), default=0)
    if not all(labels) or any(len(button.id.encode(errors="replace")) > LIMITS.choice_limit for button in buttons):
        return "text"
    if 0 < len(buttons) <= LIMITS.buttons and longest <= LIMITS.button_label and len(set(labels)) == len(labels):
        return "buttons"
    return "list" if 0 < len(buttons) <= LIMITS.list_rows and longest <= LIMITS.list_label else "text"


def _parted(text: str) -> tuple[str, str]:
    """What must go ahead by itself, and what stands above the choices."""
    tail = split(text, ABOVE)[-1]
    lines = tail.splitlines(keepends=True)
    if len(lines) > LINES:
        tail = "".join(lines[-LINES:])
    return text[: len(text) - len(tail)], tail
