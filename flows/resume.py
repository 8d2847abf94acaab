"""Coming back to a report that was begun and not sent. It waits beneath this question."""

from bot.flow import Flow
from bot.script import END, Choose, Option
from bot.words import _

FLOW = Flow(
    name="resume",
    start="resume",
    steps={
        "resume": Choose(
            _("You have an unfinished report."),
            (
                Option("continue", _("Continue"), words=("yes",), then=END),
                Option("again", _("Start again"), words=("no",), then="@report"),
            ),
        ),
    },
)
