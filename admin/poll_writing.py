"""Writing a poll: every button of the page keeps all that is typed, and what is still lacking is said."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import delivery, poll_fields
from admin.context import house, now, say, staff, store
from admin.polls import find
from bot.channels import NAMES
from bot.flow import Flow
from bot.proof import Broken
from bot.words import DEFAULT, _
from civic import broadcasts, poll_preview, polls
from civic.poll_flow import compiled
from civic.poll_form import KINDS, LARGEST, MOST_CHOICES, MOST_QUESTIONS, PollForm
from storage.audience import Segment
from storage.office import Staff
from storage.polls import Poll

PAGES = Blueprint("poll_writing", __name__, url_prefix="/polls/<int:poll_id>")

SAVED = _("The draft is kept.")
PUBLISHED = _("Published. From now on its questions stay as they are.")
NOT_PUBLISHED = _("It is kept, and not published yet: please look at what is listed below.")
BAD_TIME = _("Everything is kept except the times, which could not be understood.")
FROZEN = _("This is published and stays as it is. To mend something, make a corrected edition.")


@PAGES.get("/edit")
def edit(poll_id: int) -> ResponseReturnValue:
    with store().read() as session:
        poll = find(session, poll_id)
        if polls.draft(poll) is None:
            return redirect(url_for("polls.show", poll_id=poll_id), 303)
        return _page(session, poll)


@PAGES.post("/edit")
def save(poll_id: int) -> ResponseReturnValue:
    """Keep what is there first; then what the pressed button asks for."""
    wish = request.form.get("do", "save")
    try:
        with store().session() as session:
            understood = _keep(session, find(session, poll_id), wish)
        if wish == "publish" and understood:
            return _publish(poll_id)
    except polls.Frozen:
        flash(say(FROZEN), "warning")
        return redirect(url_for("polls.show", poll_id=poll_id), 303)
    flash(say(SAVED if understood else BAD_TIME), "success" if understood else "warning")
    return redirect(url_for("poll_writing.edit", poll_id=poll_id, _anchor=_anchor(wish)), 303)


@PAGES.get("/preview")
def preview(poll_id: int) -> ResponseReturnValue:
    """The messages of one language on one channel."""
    with store().read() as session:
        poll = find(session, poll_id)
        edition = polls.draft(poll) or polls.published(poll) or abort(404)
        return render_template("poll_preview.html", poll=poll, **_previewed(polls.form_of(edition), poll.id))


def _publish(poll_id: int) -> ResponseReturnValue:
    try:
        with store().session() as session:
            polls.publish(session, store(), find(session, poll_id), session.get_one(Staff, staff().id))
    except polls.NotReady:
        with store().read() as session:
            return _page(session, find(session, poll_id), problem=say(NOT_PUBLISHED)), 422
    house().nudge()
    flash(say(PUBLISHED), "success")
    return redirect(url_for("polls.show", poll_id=poll_id), 303)


def _keep(session: Session, poll: Poll, wish: str) -> bool:
    """Everything that is typed. False when the times could not be read, which then stay as they were."""
    taken = frozenset(asked.id for edition in poll.editions for asked in polls.form_of(edition).questions)
    polls.save(session, poll, poll_fields.changed(poll_fields.poll_of(request.form), wish, taken))
    if poll.state != "draft":
        return True
    opens_at, closes_at, understood = poll.opens_at, poll.closes_at, True
    try:
        said = [request.form.get(name, "") for name in ("opens", "closes")]
        opens_at, closes_at = (poll_fields.moment(text, poll.zone) for text in said)
    except (ValueError, OverflowError):
        understood = False
    segment = session.get(Segment, request.form.get("segment", type=int) or 0)
    public = request.form.get("public") == "1"
    polls.schedule(session, poll, opens_at=opens_at, closes_at=closes_at, segment=segment, public=public)
    return understood


def _page(session: Session, poll: Poll, problem: str = "") -> str:
    edition = polls.draft(poll) or abort(404)
    form = polls.form_of(edition)
    asked_before = polls.published(poll)
    faults = polls.faults(session, poll, now())
    return render_template(
        "poll_edit.html",
        poll=poll,
        edition=edition,
        kept={asked.id for asked in polls.form_of(asked_before).questions} if asked_before else set(),
        languages=form.languages or (DEFAULT,),
        faults=faults,
        problem=problem,
        kinds=KINDS,
        most=MOST_QUESTIONS,
        most_choices=MOST_CHOICES,
        largest=LARGEST,
        segments=session.scalars(select(Segment).order_by(Segment.name)).all(),
        local=lambda at: poll_fields.shown(at, poll.zone),
        sms_parts=_parts(form, poll.id),
        taking=_taking(session, poll, form),
        why=delivery.why,
        **_previewed(form, poll.id),
    )


def _previewed(form: PollForm, poll_id: int) -> dict[str, Any]:
    """What the chosen language and channel show; nothing while the questions do not hang together."""
    language = request.args.get("language", "")
    language = language if language in form.languages else (*form.languages, DEFAULT)[0]
    channel = request.args.get("channel", "")
    channel = channel if channel in NAMES else NAMES[0]
    flow = _flow(form, poll_id)
    shown = poll_preview.shown(form, flow, language, channel, house().programme) if flow else []
    return {"shown": shown, "language": language, "channel": channel, "form": form, "channels": NAMES}


def _parts(form: PollForm, poll_id: int) -> dict[tuple[int, str], int]:
    """SMS parts by question and language."""
    flow = _flow(form, poll_id)
    if flow is None:
        return {}
    told = (poll_preview.shown(form, flow, code, "sms", house().programme) for code in form.languages)
    return {(one.question, one.language): one.parts for several in told for one in several}


def _taking(session: Session, poll: Poll, form: PollForm) -> broadcasts.Preview | None:
    """How many people its group means, and what the first message to them takes; None without group or questions."""
    flow = _flow(form, poll.id)
    if flow is None or poll.segment is None:
        return None
    first = {code: poll_preview.first_words(form, flow, code, house().programme) for code in form.languages}
    return broadcasts.preview(session, store(), poll.segment.rules, "polls", first, house().programme.zone)


def _flow(form: PollForm, poll_id: int) -> Flow | None:
    try:
        return compiled(form, poll_id) if form.languages and form.questions else None
    except Broken:
        return None


def _anchor(wish: str) -> str | None:
    """Back to where the button was."""
    what, _space, id = wish.partition(" ")
    return {"add": "last", "up": id}.get(what)
