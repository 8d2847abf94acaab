"""What can be done here. Sentences written at the menu are offered as a report."""

from bot.flow import Flow
from bot.script import Choose, Do, Fork, Option, Say
from bot.words import _
from flows import tongues
from flows.language import speak
from flows.screening import gate, screen

FLOW = Flow(
    name="menu",
    start="menu",
    may=frozenset({"details"}),
    steps={
        "menu": Choose(
            _("What would you like to do?"),
            (
                Option("report", _("Report a problem"), then="@report"),
                Option("status", _("My reports"), then="@status"),
                Option("language", _("Language"), then="language"),
                Option("sessions", _("Sessions and meetings"), key=4, then="@sessions"),
                Option("polls", _("Polls"), key=5, then="@polls"),
                Option("private", _("Private matter (harassment, corruption, safety)"), key=9, then="@private"),
                Option("help", _("Help"), key=0, then="help"),
            ),
            other=("details", "screen"),
        ),
        "screen": Do(action=screen, learns=("alarm",), changes=False, then="alarm"),
        "alarm": Fork(on="alarm", to={"yes": "gate"}, then="offer"),
        "gate": gate(then="@report"),
        "offer": Choose(
            _("Shall we make a report of your message?"),
            (
                Option("yes", _("Yes"), words=("yes",), then="@report"),
                Option("no", _("No"), words=("no",), then="menu", forgets=("details",)),
            ),
        ),
        "language": Choose(tongues.QUESTION, tongues.OPTIONS, simpler=tongues.QUESTION, then="speak"),
        "speak": Do(action=speak, changes=False, then="menu"),
        "help": Say(
            _("Send MENU for options, BACK to go back, STOP to end. To talk to a person send AGENT or call {phone}.")
        ),
    },
    evergreen=True,
    lasting={"language": "language/language"},
)
