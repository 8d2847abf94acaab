"""Sessions and meetings: by a link or a code, or from a list of those she may come to."""

from typing import Any

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Choose, Do, Fork, Pick, Say
from bot.words import _
from flows import tongues
from flows.language import speak
from flows.welcome import meet


def find(answers: Answers, desk: Desk) -> dict[str, Any]:
    """Which session her code means, or which there are."""
    if code := str(answers.get("code") or ""):
        session = desk.join_session(code)
        return {"outcome": "begin" if session else "unknown", "session": session or "", "ahead": []}
    ahead = desk.sessions()
    return {"outcome": "list" if ahead else "none", "session": "", "ahead": ahead}


def chosen(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"session": answers["chosen"]["id"]}


FLOW = Flow(
    name="sessions",
    start="meet",
    may=frozenset({"code"}),
    steps={
        "meet": Do(action=meet, learns=("met",), changes=False, then="met"),
        "met": Fork(on="met", to={"yes": "find"}, then="language"),
        "language": Choose(tongues.QUESTION, tongues.OPTIONS, simpler=tongues.QUESTION, then="speak"),
        "speak": Do(action=speak, changes=False, then="find"),
        "find": Do(action=find, learns=("outcome", "session", "ahead"), changes=False, then="outcome"),
        "outcome": Fork(on="outcome", to={"begin": "@rsvp", "list": "which", "unknown": "unknown"}, then="none"),
        "which": Pick(
            _("Which session? Choose one to read more and to answer."), among="ahead", keep="chosen", then="chosen"
        ),
        "chosen": Do(action=chosen, learns=("session",), changes=False, then="@rsvp"),
        "unknown": Say(_("There is no open session under this code.")),
        "none": Say(_("There are no sessions for you at the moment. Send MENU for options.")),
    },
    lasting={"language": "language/language"},
    aside=True,
    before_consent=True,
)
