"""START: the one way back after STOP, and a welcome to whoever is new."""

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import Do, Fork, Say
from bot.words import _


def start(answers: Answers, desk: Desk) -> dict[str, str]:
    desk.start()
    return {"known": "yes" if desk.consented else "no", "wish": "menu"}


FLOW = Flow(
    name="start",
    start="start",
    steps={
        "start": Do(action=start, learns=("known", "wish"), then="known"),
        "known": Fork(on="known", to={"yes": "started"}, then="@welcome"),
        "started": Say(_("Welcome back. You will receive messages from {org}. Send STOP to end, MENU for options.")),
    },
    aside=True,
    before_consent=True,
)
