"""A session has another time or place. Seats are kept until people say otherwise."""

from bot.flow import Flow
from bot.script import Choose
from bot.words import _
from flows.meeting import COMING, answering, opening

FLOW = Flow(
    name="moved",
    start="look",
    takes=frozenset({"session"}),
    steps={
        **opening(_("You have a message. Send OK when you can read it."), then="moved"),
        "moved": Choose(
            _("{event} has changed. It is now on {date} {time}, {place}. Will you come?"),
            COMING,
            keep="coming",
            then="rsvp",
        ),
        **answering(),
    },
    aside=True,
    before_consent=True,
    subject="session",
)
