"""Changing the language, at any moment, and back to what was being asked."""

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Choose, Do, Say
from bot.words import _
from flows import tongues


def speak(answers: Answers, desk: Desk) -> dict[str, str]:
    desk.speak(answers["language"])
    return {}


FLOW = Flow(
    name="language",
    start="language",
    steps={
        "language": Choose(tongues.QUESTION, tongues.OPTIONS, simpler=tongues.QUESTION, then="speak"),
        "speak": Do(action=speak, then="spoken"),
        "spoken": Say(_("From now on we write to you in this language.")),
    },
    aside=True,
    evergreen=True,
    before_consent=True,
)
