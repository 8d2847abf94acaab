"""A session comes near: still coming? Who cannot gives the seat to the next."""

from bot.flow import Flow
from bot.script import Choose, Fork, Option, Say
from bot.words import _
from flows.meeting import COMING, answering, opening

STILL = (
    Option("yes", _("I will come"), words=("yes",), then="see_you"),
    Option("no", _("I cannot come"), words=("no",)),
)

FLOW = Flow(
    name="reminder",
    start="look",
    takes=frozenset({"session"}),
    steps={
        **opening(_("You have a message. Send OK when you can read it."), then="standing"),
        "standing": Fork(on="standing", to={"seat": "day"}, then="again"),
        "day": Fork(on="day", to={"today": "today", "tomorrow": "tomorrow"}, then="soon"),
        "today": Choose(
            _("Reminder: {event} is today, {time}, {place}. Reply 2 if you cannot come."),
            STILL,
            keep="coming",
            then="rsvp",
        ),
        "tomorrow": Choose(
            _("Reminder: {event} is tomorrow, {time}, {place}. Reply 2 if you cannot come."),
            STILL,
            keep="coming",
            then="rsvp",
        ),
        "soon": Choose(
            _("Reminder: {event}, {date} {time}, {place}. Reply 2 if you cannot come."),
            STILL,
            keep="coming",
            then="rsvp",
        ),
        "see_you": Say(_("Thank you. See you there.")),
        "again": Choose(
            _("Reminder: {event}, {date} {time}, {place}. Will you come?"), COMING, keep="coming", then="rsvp"
        ),
        **answering(),
    },
    aside=True,
    before_consent=True,
    subject="session",
)
