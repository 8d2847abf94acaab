"""The polls that are open: by a link or a code, or from a list. The questions are asked by the poll's own flow."""

from typing import Any

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Choose, Do, Fork, Go, Pick, Say
from bot.words import _
from flows import tongues
from flows.language import speak
from flows.welcome import meet


def look(answers: Answers, desk: Desk) -> dict[str, Any]:
    """Which poll her code means, or which there are."""
    if code := answers.get("code"):
        poll = desk.poll_of(code)
        return {"outcome": "begin" if poll else "unknown", "poll": poll or "", "open": []}
    found = desk.polls()
    return {"outcome": "list" if found else "none", "poll": "", "open": found}


def chosen(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"poll": answers["chosen"]["id"]}


FLOW = Flow(
    name="polls",
    start="meet",
    may=frozenset({"code"}),
    steps={
        "meet": Do(action=meet, learns=("met",), changes=False, then="met"),
        "met": Fork(on="met", to={"yes": "look"}, then="language"),
        "language": Choose(tongues.QUESTION, tongues.OPTIONS, simpler=tongues.QUESTION, then="speak"),
        "speak": Do(action=speak, changes=False, then="look"),
        "look": Do(action=look, learns=("outcome", "poll", "open"), changes=False, then="outcome"),
        "outcome": Fork(on="outcome", to={"begin": "begin", "list": "which", "unknown": "unknown"}, then="none"),
        "which": Pick(_("Which questions would you like to answer?"), among="open", keep="chosen", then="chosen"),
        "chosen": Do(action=chosen, learns=("poll",), changes=False, then="begin"),
        "begin": Go(to="poll"),
        "unknown": Say(_("There are no open questions under this code.")),
        "none": Say(_("There are no questions for you at the moment. Send MENU for options.")),
    },
    lasting={"language": "language/language"},
    aside=True,
    before_consent=True,
)
