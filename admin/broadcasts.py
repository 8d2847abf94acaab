"""What goes out to many: how far each has come and why somebody did not get it; held for a while, or called off."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import delivery
from admin.context import house, say, staff, store, voice
from bot.vocabulary import PURPOSES
from bot.words import Text, _
from civic import broadcasts, polls
from civic.broadcasts import SESSION_KINDS, Progress
from civic.session_plan import in_language
from storage.broadcasts import Broadcast
from storage.office import Staff
from storage.polls import Poll
from storage.sessions import DialogueSession

PAGES = Blueprint("broadcasts", __name__, url_prefix="/broadcasts")
MOST = 100  # shown in the list, newest first
KINDS: Mapping[str, Text] = {
    "invitation": _("Invitation"),
    "reminder_day": _("Reminder a day before"),
    "reminder_hours": _("Reminder two hours before"),
    "moved": _("News that it moved"),
    "cancelled": _("News that it was called off"),
    "poll": _("Poll"),
    "poll_reminder": _("Reminder of a poll"),
    "results": _("Results of a poll"),
}
STATES: Mapping[str, Text] = {
    "planned": _("Planned"),
    "expanding": _("Being prepared"),
    "sending": _("Being sent"),
    "paused": _("Paused"),
    "cancelled": _("Called off"),
    "done": _("All had their turn"),
}
PRIVATE, UNTITLED = _("A private session"), _("Without a title")
ACTS: Mapping[str, tuple[Callable[..., bool], Text]] = {
    "pause": (broadcasts.pause, _("Paused: nothing more goes out until you let it go on.")),
    "resume": (broadcasts.resume, _("It goes on.")),
    "cancel": (broadcasts.cancel, _("Called off: nobody else gets it.")),
}
TOO_LATE = _("That is no longer possible: somebody was faster, or it is over.")


@PAGES.get("/")
def show() -> ResponseReturnValue:
    with store().read() as session:
        newest = session.scalars(select(Broadcast).order_by(Broadcast.id.desc()).limit(MOST)).all()
        lines = [(one, title(session, one), session.get(Staff, one.created_by or 0)) for one in newest]
    return render_template("broadcasts.html", lines=lines, kinds=KINDS, states=STATES)


@PAGES.get("/<int:broadcast_id>/")
def page(broadcast_id: int) -> ResponseReturnValue:
    with store().read() as session:
        return render_template("broadcast.html", **_shown(session, _one(session, broadcast_id)))


@PAGES.get("/<int:broadcast_id>/live")
def live(broadcast_id: int) -> ResponseReturnValue:
    """How far it has come, for the page that is open: 204 while nothing has changed."""
    with store().read() as session:
        shown = _shown(session, _one(session, broadcast_id))
    if request.args.get("mark") == shown["mark"]:
        return "", 204
    return render_template("broadcast_live.html", **shown)


@PAGES.post("/<int:broadcast_id>/pause")
def pause(broadcast_id: int) -> ResponseReturnValue:
    return _act(broadcast_id, "pause")


@PAGES.post("/<int:broadcast_id>/resume")
def resume(broadcast_id: int) -> ResponseReturnValue:
    return _act(broadcast_id, "resume")


@PAGES.post("/<int:broadcast_id>/cancel")
def cancel(broadcast_id: int) -> ResponseReturnValue:
    return _act(broadcast_id, "cancel")


def _act(broadcast_id: int, name: str) -> ResponseReturnValue:
    change, told = ACTS[name]
    with store().session() as session:
        done = change(session, store(), _one(session, broadcast_id), staff())
    if done:
        house().nudge()
    flash(say(told if done else TOO_LATE), "success" if done else "warning")
    return redirect(url_for("broadcasts.page", broadcast_id=broadcast_id), 303)


def _one(session: Session, broadcast_id: int) -> Broadcast:
    found = session.get(Broadcast, broadcast_id) if broadcast_id < 2**63 else None
    if found is None:
        abort(404)
    return found


def _shown(session: Session, one: Broadcast) -> dict[str, object]:
    far = broadcasts.progress(session, one.id)
    mark = sha256(repr((one.state, far)).encode()).hexdigest()[:16]
    return {
        "one": one,
        "title": title(session, one),
        "kinds": KINDS,
        "states": STATES,
        "purposes": PURPOSES,
        "far": far,
        "mark": mark,
        "reasons": _reasons(far),
        "over": one.state in broadcasts.OVER,
    }


def _reasons(far: Progress) -> dict[str, list[tuple[str, int]]]:
    """Why not, in words: codes that say the same are counted together, the most frequent first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name in ("held", "dropped", "failed"):
        counted: dict[str, int] = {}
        for code, people in getattr(far, name).items():
            counted[delivery.why(code)] = counted.get(delivery.why(code), 0) + people
        found[name] = sorted(counted.items(), key=lambda cell: -cell[1])
    return found


def title(session: Session, one: Broadcast) -> str:
    """What it is about, in the reader's language. A private session is not named."""
    if one.kind in SESSION_KINDS:
        meeting = session.get(DialogueSession, one.subject_id)
        if meeting is not None and not meeting.public:
            return say(PRIVATE)
        return (in_language(meeting.titles, voice().language) if meeting else "") or say(UNTITLED)
    poll = session.get(Poll, one.subject_id)
    edition = polls.published(poll) if poll else None
    return (polls.form_of(edition).named(voice().language) if edition else "") or say(UNTITLED)
