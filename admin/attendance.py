"""Who came: a list for a phone at the door, by the code that each person was told."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Conflict, Forbidden

from admin import meeting_scope
from admin.context import staff, store
from admin.meetings import words
from civic import session_counts, sessions
from storage.office import Staff

PAGES = Blueprint("attendance", __name__, url_prefix="/sessions/<int:session_id>/attendance")
TICKS = {"yes": True, "no": False, "": None}


@PAGES.get("/")
def show(session_id: int) -> ResponseReturnValue:
    with store().read() as session:
        meeting = meeting_scope.find(session, session_id)
        if not meeting_scope.may_tick(session, meeting):
            raise Forbidden
        reads = meeting_scope.may_read_needs(meeting)
        guests = session_counts.guests(session, store(), meeting, with_needs=reads)
        return render_template("attendance.html", meeting=meeting, guests=guests, **words())


@PAGES.post("/<int:invitation_id>")
def tick(session_id: int, invitation_id: int) -> ResponseReturnValue:
    """One tick; the row alone is given back."""
    came = TICKS.get(request.form.get("came", ""))
    try:
        with store().session() as session:
            meeting = meeting_scope.find(session, session_id)
            if not meeting_scope.may_tick(session, meeting):
                raise Forbidden
            me = session.get_one(Staff, staff().id)
            sessions.attend(session, store(), meeting, me, min(invitation_id, 2**63 - 1), came)
    except sessions.Stale:
        raise Conflict from None
    with store().read() as session:
        meeting = meeting_scope.find(session, session_id)
        reads = meeting_scope.may_read_needs(meeting)
        guests = session_counts.guests(session, store(), meeting, with_needs=reads)
        one = next((guest for guest in guests if guest.invitation_id == invitation_id), None)
        return render_template("attendance_list.html", meeting=meeting, guests=guests, fresh=one, **words())
