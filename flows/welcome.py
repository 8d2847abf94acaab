"""Meeting someone: her language, who reads what she writes, and whether she agrees. Then what she came for."""

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Choose, Do, Fork, Option, Say
from bot.words import _
from flows import consents, tongues
from flows.language import speak


def meet(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"met": "yes" if desk.language_chosen else "no"}


def agree(answers: Answers, desk: Desk) -> dict[str, str]:
    desk.consent(True)
    return {}


def decline(answers: Answers, desk: Desk) -> dict[str, str]:
    desk.consent(False)
    return {}


FLOW = Flow(
    name="welcome",
    start="meet",
    takes=frozenset({"wish"}),
    may=frozenset({"details"}),
    steps={
        "meet": Do(action=meet, learns=("met",), changes=False, then="met"),
        "met": Fork(on="met", to={"yes": "hello"}, then="language"),
        "language": Choose(tongues.QUESTION, tongues.OPTIONS, simpler=tongues.QUESTION, then="speak"),
        "speak": Do(action=speak, changes=False, then="hello"),
        "hello": Say(
            _("Welcome to {org}. Here you can report water, sewage or waste problems and get an answer."),
            then="consent",
        ),
        "consent": Choose(
            _(
                "Before we start: officials do not see your number, and see your name only if you allow it. "
                "Your phone company or chat app can see that you wrote to us. "
                "May we keep what you write, to answer you?"
            ),
            (
                Option("yes", _("Yes"), words=("yes",), then="agree"),
                Option("no", _("No"), words=("no",), then="decline"),
            ),
        ),
        "agree": Do(action=agree, then="wished"),
        "wished": Fork(
            on="wish",
            to={"report": "@report", "private": "@private", "status": "@status", **consents.WISHES},
            then="@menu",
        ),
        "decline": Do(action=decline, then="declined"),
        "declined": Say(
            _("That is all right. No report was made. To talk to a person, call {phone}. To come back, send START.")
        ),
    },
    lasting={"language": "language/language"},
    stray="details",
    before_consent=True,
)
