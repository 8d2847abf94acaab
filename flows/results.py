"""What came out of a poll, told to those who answered it."""

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Do, Fork, Say
from bot.words import _


def look(answers: Answers, desk: Desk) -> dict[str, str]:
    found = desk.poll_results(answers["poll"])
    return {"outcome": "told", **found} if found else {"outcome": "none", "title": "", "results": ""}


FLOW = Flow(
    name="results",
    start="look",
    takes=frozenset({"poll"}),
    steps={
        "look": Do(action=look, learns=("outcome", "title", "results"), changes=False, then="outcome"),
        "outcome": Fork(on="outcome", to={"none": "none"}, then="told"),
        "told": Say(
            _(
                "Results of {title}:\n{results}\nAnswers of those who replied, not of all residents. "
                "Thank you for answering."
            )
        ),
        "none": Say(_("There are no results yet. Send MENU for options.")),
    },
    aside=True,
    before_consent=True,
)
