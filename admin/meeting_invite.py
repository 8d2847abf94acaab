"""Inviting a group to a session: who would get it, on which channel, at what price; then at which hour."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import meeting_scope
from admin.context import house, now, say, staff, store
from admin.delivery import why
from bot.messages import Reply
from bot.words import Text, Voice, _
from civic import broadcasts, localtime, seating, session_news
from civic.session_plan import in_language
from civic.session_view import told
from flows import rsvp
from storage.audience import Segment
from storage.office import Staff
from storage.sessions import DialogueSession

PAGES = Blueprint("meeting_invite", __name__, url_prefix="/sessions/<int:session_id>/invite")

NO_GROUP = _("Please choose a group.")
NO_TIME = _("Please choose a day and a time, or leave both empty to begin now.")
TOO_LATE = _("The session will have begun by then. Please choose an earlier time.")
NOT_OPEN = _("Only a session that is open and lies ahead can be invited to.")
PLANNED = _("The invitation is planned. Nobody is written to between 20:00 and 8:00 where they live.")


@PAGES.get("")
def form(session_id: int) -> ResponseReturnValue:
    with store().read() as session:
        return _page(session, meeting_scope.find(session, session_id, to_change=True))


@PAGES.post("/preview")
def preview(session_id: int) -> ResponseReturnValue:
    """Who would get it, while the form is open."""
    with store().read() as session:
        meeting = meeting_scope.find(session, session_id, to_change=True)
        return render_template("meeting_preview.html", **_previewed(session, meeting, _group(session)))


@PAGES.post("")
def send(session_id: int) -> ResponseReturnValue:
    with store().session() as session:
        meeting = meeting_scope.find(session, session_id, to_change=True)
        group, at = _group(session), _hour(meeting)
        if problem := _objection(meeting, group, at):
            return _page(session, meeting, problem), 422
        if group is None or at is None:
            abort(400)
        session_news.invite(session, store(), meeting, session.get_one(Staff, staff().id), group.id, at)
    house().nudge()
    flash(say(PLANNED), "success")
    return redirect(url_for("meetings.page", session_id=session_id), 303)


def _objection(meeting: DialogueSession, group: Segment | None, at: datetime | None) -> Text | None:
    if not seating.running(store(), meeting):
        return NOT_OPEN
    if group is None:
        return NO_GROUP
    if at is None:
        return NO_TIME
    return TOO_LATE if at >= meeting.starts_at else None


def _hour(meeting: DialogueSession) -> datetime | None:
    """When it begins, by the clock where the session is; now when nothing is typed; None when it cannot be read."""
    said = request.form.get("at", "").strip()
    try:
        return localtime.instant(datetime.fromisoformat(said), meeting.zone) if said else now()
    except (ValueError, OverflowError):
        return None


def _group(session: Session) -> Segment | None:
    said = request.form.get("segment", "")
    return session.get(Segment, int(said)) if said.isdecimal() and len(said) < 16 else None


def _page(session: Session, meeting: DialogueSession, problem: Text | None = None) -> str:
    group = _group(session)
    return render_template(
        "meeting_invite.html",
        problem=problem or (None if seating.running(store(), meeting) else NOT_OPEN),
        segments=session.scalars(select(Segment).order_by(Segment.name)).all(),
        at=request.form.get("at", ""),
        title=in_language(meeting.titles, house().programme.languages[0]),
        **_previewed(session, meeting, group),
    )


def _previewed(session: Session, meeting: DialogueSession, group: Segment | None) -> dict[str, Any]:
    said = texts(meeting)
    zone = house().programme.zone
    found = broadcasts.preview(session, store(), group.rules, seating.PURPOSE, said, zone) if group else None
    return {"meeting": meeting, "group": group, "found": found, "texts": said, "why": why}


def texts(meeting: DialogueSession) -> dict[str, str]:
    """The first message in each language the session has a title in, choices as an SMS has them."""
    step = rsvp.FLOW.steps["invite" if meeting.public else "knock"]
    labels = [option.label for option in getattr(step, "options", ())]
    found = {}
    for language in meeting.titles:
        voice = Voice(language, meeting.zone)
        blanks = {name: value for name, value in told(meeting, voice).items() if f"{{{name}}}" in step.text}
        lines = [voice.say(step.text, **blanks), *(f"{n}. {voice.say(label)}" for n, label in enumerate(labels, 1))]
        found[language] = Reply("\n".join(lines)).text
    return found
