"""The inbox: the reports of my office or areas, by what is due first."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin import listing, permissions
from admin.context import say, staff, store
from admin.filters import SEVERITIES, Filter
from bot import references
from bot.words import _
from storage.reports import Report

PAGES = Blueprint("inbox", __name__)
NOT_FOUND = _("No report of yours has this number. Please check it.")


@PAGES.get("/")
def home() -> ResponseReturnValue:
    """The first page after logging in depends on the work."""
    firsts = ("inbox.show", "private.inbox", "meetings.show")
    return redirect(url_for(next(one for one in firsts if permissions.may(staff(), one))), 303)


@PAGES.get("/reports/")
def show() -> ResponseReturnValue:
    wanted = Filter.read(request.args)
    with store().read() as session:
        found = listing.read(session, wanted)
        late, areas = listing.overdue(session), listing.areas(session)
    return render_template("inbox.html", wanted=wanted, found=found, late=late, areas=areas, severities=SEVERITIES)


@PAGES.get("/reports/rows")
def rows() -> ResponseReturnValue:
    """The list alone, for the page that is open: 204 while nothing has changed, so that nobody is disturbed."""
    wanted = Filter.read(request.args)
    with store().read() as session:
        found = listing.read(session, wanted)
    if request.args.get("mark") == found.mark:
        return "", 204
    return render_template("inbox_live.html", wanted=wanted, found=found)


@PAGES.post("/reports/find")
def find() -> ResponseReturnValue:
    """Open a report by the number that a citizen says on the telephone."""
    said = references.read(request.form.get("reference", ""))
    report_id = None
    if isinstance(said, str):
        with store().read() as session:
            mine = permissions.visible_reports(session, staff()).where(Report.reference == said)
            report_id = session.scalar(mine.with_only_columns(Report.id))
    if report_id is None:
        flash(say(NOT_FOUND), "warning")
        return redirect(url_for("inbox.show"), 303)
    return redirect(url_for("ticket.show", report_id=report_id), 303)
