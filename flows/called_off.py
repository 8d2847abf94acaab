"""A session that will not take place."""

from bot.flow import Flow
from bot.script import Do, Fork, Say
from bot.words import _
from flows.meeting import LEARNED, OVER, knocking, look

FLOW = Flow(
    name="called_off",
    start="look",
    takes=frozenset({"session"}),
    steps={
        "look": Do(action=look, learns=LEARNED, changes=False, then="state"),
        "state": Fork(on="state", to={"cancelled": "private"}, then="over"),
        "over": Say(OVER),
        "private": Fork(on="private", to={"yes": "knock"}, then="cancelled"),
        **knocking(_("You have a message. Send OK when you can read it."), "cancelled"),
        "cancelled": Say(_("{event} on {date} at {time} is cancelled. We are sorry.")),
    },
    aside=True,
    before_consent=True,
    subject="session",
)
