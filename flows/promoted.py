"""A seat became free, and she is the first of those who waited for it."""

from bot.flow import Flow
from bot.script import Choose, Fork, Option
from bot.words import _
from flows.meeting import COMING, answering, opening

FLOW = Flow(
    name="promoted",
    start="look",
    takes=frozenset({"session"}),
    steps={
        **opening(_("You have a message. Send OK when you can read it."), then="standing"),
        "standing": Fork(on="standing", to={"seat": "free"}, then="again"),
        "free": Choose(
            _("A seat is free for you now: {event}, {date} {time}, {place}. Will you come?"),
            (Option("yes", _("Yes"), words=("yes",)), Option("no", _("No"), words=("no",))),
            keep="coming",
            then="rsvp",
        ),
        "again": Choose(_("{event}, {date} {time}, {place}. Will you come?"), COMING, keep="coming", then="rsvp"),
        **answering(),
    },
    aside=True,
    before_consent=True,
    subject="session",
)
