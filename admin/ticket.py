"""One report: what the citizen said, all that happened since, and what the office does next."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from admin import history, listing, permissions, preview
from admin.context import house, now, say, staff, store
from admin.handover import takers
from bot.words import Text, _
from civic import history as record
from civic import people, reports, sealed, states
from storage.office import Staff
from storage.reports import Report, Update

PAGES = Blueprint("ticket", __name__, url_prefix="/reports/<int:report_id>")

STALE = _(
    "Somebody else was faster: there are new lines below. Nothing was sent. Please look at them and decide again."
)
UNSAID = _("Please write what the citizen should know, in at most {limit} characters.")
REFUSED = _("From where it stands, this report cannot move there.")
ERASED = _("This citizen's data were erased. Nothing can be sent any more.")
DONE: dict[str, Text] = {
    "reply": _("Your answer is on its way to the citizen."),
    "state": _("The state is changed, and the citizen is told."),
    "note": _("The note is kept. The citizen does not see it."),
    "assign": _("The report is handed over."),
}


@PAGES.get("/")
def show(report_id: int) -> ResponseReturnValue:
    with store().read() as session:
        return _page(session, _report(session, report_id))


@PAGES.get("/timeline")
def timeline(report_id: int) -> ResponseReturnValue:
    """The history alone, for the page that is open: 204 while nothing has changed."""
    seen = request.args.get("seen", type=int)
    with store().read() as session:
        report = _report(session, report_id)
        lines = history.lines(session, report, seen)
        mark = history.mark(lines)
        if request.args.get("mark") == mark:
            return "", 204
        return render_template(
            "ticket_live.html", report=report, lines=lines, mark=mark, newest=seen, late=listing.is_late(report, now())
        )


@PAGES.post("/preview")
def preview_words(report_id: int) -> ResponseReturnValue:
    """What the citizen would get, while it is being written."""
    with store().read() as session:
        report = _report(session, report_id)
        said = preview.of(report, request.form.get("state", ""), request.form.get("text", ""))
        return render_template("ticket_preview.html", said=said, report=report)


@PAGES.post("/reply")
def reply(report_id: int) -> ResponseReturnValue:
    def act(session: Session, report: Report, seen: int) -> Update:
        return reports.reply(session, store(), report, _me(session), _text(), seen=seen)

    return _change(report_id, "reply", act)


@PAGES.post("/state")
def change_state(report_id: int) -> ResponseReturnValue:
    def act(session: Session, report: Report, seen: int) -> Update:
        wanted = request.form.get("state", "")
        return reports.change_state(session, store(), report, _me(session), wanted, _text(), seen=seen)

    return _change(report_id, "state", act)


@PAGES.post("/note")
def note(report_id: int) -> ResponseReturnValue:
    def act(session: Session, report: Report, seen: int) -> Update:
        return reports.note(session, store(), report, _me(session), _text(), seen=seen)

    return _change(report_id, "note", act)


@PAGES.post("/assign")
def assign(report_id: int) -> ResponseReturnValue:
    def act(session: Session, report: Report, seen: int) -> Update:
        chosen = takers(session, report).chosen(request.form.get("taker", "")) or abort(400)
        office, someone = chosen
        return reports.assign(session, store(), report, _me(session), office=office, assignee=someone, seen=seen)

    # Another office's report is out of sight: back to the list.
    leaves = request.form.get("taker", "").startswith("office ")
    return _change(report_id, "assign", act, url_for("inbox.show") if leaves else "")


def _change(
    report_id: int, what: str, act: Callable[[Session, Report, int], Update], after: str = ""
) -> ResponseReturnValue:
    """Do it in one transaction and show the report again; on an objection show it with what was typed."""
    seen = request.form.get("seen", default=-1, type=int)
    try:
        with store().session() as session:
            act(session, _report(session, report_id), seen)
    except reports.Stale:
        return _again(report_id, what, say(STALE), seen), 409
    except reports.Unsaid:
        return _again(report_id, what, say(UNSAID, limit=reports.TEXT_LIMIT), seen), 422
    except reports.MoveRefused:
        return _again(report_id, what, say(REFUSED), seen), 422
    except people.Erased:
        return _again(report_id, what, say(ERASED), seen), 409
    house().nudge()
    flash(say(DONE[what]), "success")
    return redirect(after or url_for("ticket.show", report_id=report_id), 303)


def _again(report_id: int, what: str, problem: str, seen: int) -> str:
    kept = {"what": what, "text": request.form.get("text", ""), "state": request.form.get("state", "")}
    with store().read() as session:
        return _page(session, _report(session, report_id), problem=problem, kept=kept, seen=seen)


def _page(session: Session, report: Report, *, problem: str = "", kept: Any = None, seen: int | None = None) -> str:
    lines = history.lines(session, report, seen)
    return render_template(
        "ticket.html",
        report=report,
        details=sealed.details(store(), report),
        spot=sealed.spot(store(), report),
        place=listing.place(report),
        late=listing.is_late(report, now()),
        lines=lines,
        mark=history.mark(lines),
        newest=record.latest(session, report),
        moves=states.MOVES[report.state],
        needs_reason=states.REASON_REQUIRED,
        language=preview.language(report),
        limit=reports.TEXT_LIMIT,
        takers=takers(session, report),
        problem=problem,
        kept=kept or {},
        name=people.name_of(store(), report.citizen) if not report.anonymous else "",
    )


def _report(session: Session, report_id: int) -> Report:
    """One that this person may see. What she may not see does not exist for her."""
    if report_id >= 2**63:
        abort(404)
    mine = permissions.visible_reports(session, staff()).where(Report.id == report_id)
    return session.scalars(mine).one_or_none() or abort(404)


def _me(session: Session) -> Staff:
    return session.get_one(Staff, staff().id)


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")
