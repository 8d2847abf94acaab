"""Polls for everyone: how to answer one that is open, and what came out of one that is closed."""

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from civic import links, polls
from civic.poll_form import PollForm
from civic.poll_results import HONEST, results
from public.pages import office
from storage.polls import Poll

PAGES = Blueprint("polls", __name__, url_prefix="/polls")
MOST = 50  # of each kind on the list


@PAGES.get("/")
def show_all() -> ResponseReturnValue:
    """Those that anybody may answer now, and the results of those that are over."""
    now = office().store.now()
    with office().store.read() as session:
        running = session.scalars(polls.open_now(now).where(Poll.public).limit(MOST)).all()
        over = session.scalars(_over().limit(MOST)).all()
        named = [(poll, _form(poll).named(g.voice.language)) for poll in (*running, *over)]
    return render_template("polls.html", open=named[: len(running)], over=named[len(running) :])


@PAGES.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    with office().store.read() as session:
        poll = _find(session, code)
        found = results(session, poll, g.voice.language) if polls.is_over(poll, office().store.now()) else None
        programme = office().programme
        return render_template(
            "poll.html",
            poll=poll,
            title=_form(poll).named(g.voice.language),
            found=found,
            honest=HONEST,
            word=links.word(links.POLL, poll.code),
            ways=links.chats(programme, links.POLL, poll.code),
        )


@PAGES.get("/<code>/<channel>.svg")
def qr(code: str, channel: str) -> Response:
    """A square that opens this channel's chat with the code typed in."""
    with office().store.read() as session:
        poll = _find(session, code)
    link = links.chats(office().programme, links.POLL, poll.code).get(channel) or abort(404)
    return Response(links.square(link), content_type="image/svg+xml")


def _find(session: Session, code: str) -> Poll:
    """A public one that was published. Its draft, and a poll for a few, is nobody's business."""
    if not (code.isascii() and code.isalnum()):
        abort(404)
    known = select(Poll).where(Poll.code == code.upper(), Poll.public, Poll.state != "draft")
    return session.scalars(known).one_or_none() or abort(404)


def _over() -> Select[Poll]:
    now = office().store.now()
    ended = or_(Poll.state == "closed", Poll.closes_at <= now)
    return select(Poll).where(Poll.public, Poll.state != "draft", ended).order_by(Poll.closes_at.desc())


def _form(poll: Poll) -> PollForm:
    edition = polls.published(poll)
    return polls.form_of(edition) if edition else PollForm()
