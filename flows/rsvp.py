"""An invitation: will she come? Asked again as often as she comes back to it, so that she may change her mind."""

from bot.flow import Flow
from bot.script import Choose, Fork, Say, Step
from bot.words import _
from flows.meeting import COMING, answering, opening


def asking() -> dict[str, Step]:
    """The question as it stands for her: new, or with what she answered before."""
    return {
        "worded": Fork(on="worded", to={"yes": "about"}, then="standing"),
        "about": Say(_("What it is about: {about}"), then="standing"),
        "standing": Fork(
            on="standing", to={"none": "invite", "seat": "has_seat", "waiting": "is_waiting"}, then="again"
        ),
        "invite": Choose(
            _("You are invited: {event}, {date} {time}, {place}. Will you come?"), COMING, keep="coming", then="rsvp"
        ),
        "has_seat": Choose(
            _("{event}, {date} {time}, {place}. A seat is kept for you. Will you come?"),
            COMING,
            keep="coming",
            then="rsvp",
        ),
        "is_waiting": Choose(
            _("{event}, {date} {time}, {place}. Your place on the waiting list: {pos}. Would you still come?"),
            COMING,
            keep="coming",
            then="rsvp",
        ),
        "again": Choose(_("{event}, {date} {time}, {place}. Will you come?"), COMING, keep="coming", then="rsvp"),
    }


FLOW = Flow(
    name="rsvp",
    start="look",
    takes=frozenset({"session"}),
    steps={
        **opening(_("You have an invitation. Send OK when you can read it."), then="worded"),
        **asking(),
        **answering(),
    },
    aside=True,
    before_consent=True,
    subject="session",
)
