"""Private reports: for the focal point only. Opening one goes on record; the list shows nothing of what they say."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin.context import say, staff, store
from bot.words import _
from civic import private
from storage.office import Staff
from storage.reports import PrivateReport

PAGES = Blueprint("private", __name__, url_prefix="/private")


@PAGES.get("/")
def inbox() -> ResponseReturnValue:
    with store().read() as session:
        listed = private.listed(session, staff())
    return render_template("private.html", listed=listed)


@PAGES.post("/<int:private_id>/open")
def open_report(private_id: int) -> ResponseReturnValue:
    """A POST, because it is put on record: no page ahead or link checker opens one by accident."""
    with store().session() as session:
        report = _report(session, private_id)
        content = private.open_report(session, store(), report, _me(session))
    return render_template("private_report.html", report=report, content=content)


@PAGES.post("/<int:private_id>/close")
def close(private_id: int) -> ResponseReturnValue:
    with store().session() as session:
        private.close_report(session, store(), _report(session, private_id), _me(session))
    flash(say(_("The private report is closed.")), "success")
    return redirect(url_for("private.inbox"), 303)


def _report(session: Session, private_id: int) -> PrivateReport:
    found = session.get(PrivateReport, private_id) if private_id < 2**63 else None
    return found or abort(404)


def _me(session: Session) -> Staff:
    return session.get_one(Staff, staff().id)
