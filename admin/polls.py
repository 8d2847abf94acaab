"""Polls: what there are, what came out of each, and what is done with a published one."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin import exports, poll_tables
from admin.context import house, now, say, staff, store, voice
from bot.words import DEFAULT, _
from civic import broadcasts, links, poll_results, polls
from civic.poll_form import Asked, PollForm
from storage.broadcasts import Broadcast
from storage.office import Staff
from storage.polls import Poll, PollResponse

PAGES = Blueprint("polls", __name__, url_prefix="/polls")

CLOSED = _("It is closed. Answers so far are kept.")
CORRECTED = _("Mend the words below. People go on with the published ones until you publish these.")
SENT = _("The results are on their way to those who answered.")
NOT_SENT = _("The results were sent before, or the questions are still open. Nothing was sent.")
NOT_NOW = _("This cannot be done with it as it stands now. Nothing was changed.")


@PAGES.get("/")
def show_all() -> ResponseReturnValue:
    with store().read() as session:
        done = select(PollResponse.poll_id, func.count()).where(PollResponse.done_at.is_not(None))
        counted = {row[0]: row[1] for row in session.execute(done.group_by(PollResponse.poll_id))}
        every = [(poll, _form(poll), state(poll)) for poll in session.scalars(select(Poll).order_by(Poll.id.desc()))]
        return render_template("polls.html", polls=every, counted=counted)


@PAGES.post("/")
def create() -> ResponseReturnValue:
    """An empty draft, with one question to begin with."""
    programme, title = house().programme, request.form.get("title", "").strip()[:200]
    speaks = voice().language if voice().language in programme.languages else DEFAULT
    form = PollForm((speaks,), {speaks: title} if title else {}, (Asked("q1"),))
    with store().session() as session:
        poll = polls.create(session, store(), session.get_one(Staff, staff().id), form, programme.zone)
        poll_id = poll.id
    return redirect(url_for("poll_writing.edit", poll_id=poll_id), 303)


@PAGES.get("/<int:poll_id>/")
def show(poll_id: int) -> ResponseReturnValue:
    with store().read() as session:
        poll = find(session, poll_id)
        programme = house().programme
        ways = links.chats(programme, links.POLL, poll.code)
        return render_template(
            "poll.html",
            poll=poll,
            form=_form(poll),
            state=state(poll),
            draft=polls.draft(poll),
            over=polls.is_over(poll, now()),
            word=links.word(links.POLL, poll.code),
            ways=ways,
            page=links.page(programme, links.POLL, poll.code) if poll.public else "",
            told=_told(session, poll),
            **_figures(session, poll),
        )


@PAGES.get("/<int:poll_id>/figures")
def figures(poll_id: int) -> ResponseReturnValue:
    """The results alone, for the page that is open."""
    with store().read() as session:
        poll = find(session, poll_id)
        return render_template("poll_figures.html", poll=poll, **_figures(session, poll))


@PAGES.get("/<int:poll_id>/results.csv")
def export_csv(poll_id: int) -> Response:
    with store().read() as session:
        poll = find(session, poll_id)
        rows = poll_tables.counts(poll_results.results(session, poll, voice().language), voice())
    return exports.download(exports.as_csv(rows), exports.CSV, f"poll-{poll_id}.csv")


@PAGES.get("/<int:poll_id>/results.xlsx")
def export_xlsx(poll_id: int) -> Response:
    with store().read() as session:
        poll = find(session, poll_id)
        found = poll_results.results(session, poll, voice().language)
        sheets = [
            (say(_("Answers")), poll_tables.counts(found, voice())),
            (say(_("About")), poll_tables.about(poll, found, voice())),
        ]
    return exports.download(exports.as_xlsx(sheets), exports.XLSX, f"poll-{poll_id}.xlsx")


@PAGES.get("/<int:poll_id>/qr.svg")
def qr(poll_id: int) -> Response:
    """A square to print: the first way in that there is."""
    with store().read() as session:
        poll = find(session, poll_id)
    ways = links.chats(house().programme, links.POLL, poll.code)
    link = ways.get(request.args.get("channel", "")) or next(iter(ways.values()), "") or abort(404)
    return Response(links.square(link), content_type="image/svg+xml")


@PAGES.post("/<int:poll_id>/correct")
def correct(poll_id: int) -> ResponseReturnValue:
    to = url_for("poll_writing.edit", poll_id=poll_id)
    return _change(poll_id, lambda session, poll, me: polls.correct(session, store(), poll, me), CORRECTED, to)


@PAGES.post("/<int:poll_id>/close")
def close(poll_id: int) -> ResponseReturnValue:
    return _change(poll_id, lambda session, poll, me: polls.close(session, store(), poll, me), CLOSED)


@PAGES.post("/<int:poll_id>/results")
def send_results(poll_id: int) -> ResponseReturnValue:
    with store().session() as session:
        me = session.get_one(Staff, staff().id)
        sent = polls.send_results(session, store(), find(session, poll_id), me) is not None
    house().nudge()
    flash(say(SENT if sent else NOT_SENT), "success" if sent else "warning")
    return redirect(url_for("polls.show", poll_id=poll_id), 303)


def find(session: Session, poll_id: int) -> Poll:
    return (session.get(Poll, poll_id) if poll_id < 2**63 else None) or abort(404)


def state(poll: Poll) -> str:
    """draft, planned, open or closed: what it is today, whatever was written down."""
    if poll.state == "draft":
        return "draft"
    if polls.is_over(poll, now()):
        return "closed"
    return "open" if polls.is_open(poll, now()) else "planned"


def _form(poll: Poll) -> PollForm:
    return polls.form_of(polls.published(poll) or poll.editions[-1])


def _figures(session: Session, poll: Poll) -> dict[str, Any]:
    found = poll_results.results(session, poll, voice().language)
    said = {
        answers.asked.id: poll_results.written(session, store(), poll.id, answers.asked.id)
        for answers in found.questions
        if answers.asked.kind == "text"
    }
    return {"found": found, "said": said, "honest": poll_results.HONEST}


def _told(session: Session, poll: Poll) -> Any:
    """How its messages have come along: the sending, the reminder, the results."""
    kinds = ("poll", "poll_reminder", "results")
    sent = select(Broadcast).where(Broadcast.kind.in_(kinds), Broadcast.subject_id == poll.id).order_by(Broadcast.id)
    return [(broadcast, broadcasts.progress(session, broadcast.id)) for broadcast in session.scalars(sent)]


def _change(
    poll_id: int, act: Callable[[Session, Poll, Staff], object], words: Any, after: str = ""
) -> ResponseReturnValue:
    try:
        with store().session() as session:
            act(session, find(session, poll_id), session.get_one(Staff, staff().id))
    except polls.Frozen:
        flash(say(NOT_NOW), "warning")
        return redirect(url_for("polls.show", poll_id=poll_id), 303)
    flash(say(words), "success")
    return redirect(after or url_for("polls.show", poll_id=poll_id), 303)
