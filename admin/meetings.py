"""Sessions: those that lie ahead and those that were, and each as it stands."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin import meeting_scope
from admin.context import house, now, staff, store, voice
from admin.delivery import why
from bot.vocabulary import AGE_BANDS, SESSION_KINDS, SEXES
from bot.words import Text, Voice, _
from civic import calendars, links, session_counts
from civic.session_plan import in_language
from storage.sessions import DialogueSession

PAGES = Blueprint("meetings", __name__, url_prefix="/sessions")
MOST = 100  # in each list

STATES: Mapping[str, Text] = {
    "draft": _("Draft"),
    "open": _("Open for answers"),
    "cancelled": _("Called off"),
    "held": _("Held"),
}
NOT_ASKED, REFUSED, UNKNOWN = _("Not asked"), _("Rather not say"), _("Not known")


@PAGES.get("/")
def show() -> ResponseReturnValue:
    mine = select(DialogueSession).where(meeting_scope.visible(staff())).options(joinedload(DialogueSession.area))
    ahead = mine.where(DialogueSession.starts_at > now(), DialogueSession.state.in_(["draft", "open"]))
    past = mine.where((DialogueSession.starts_at <= now()) | DialogueSession.state.in_(["cancelled", "held"]))
    with store().read() as session:
        coming = session.scalars(ahead.order_by(DialogueSession.starts_at).limit(MOST)).all()
        gone = session.scalars(past.order_by(DialogueSession.starts_at.desc()).limit(MOST)).all()
        taken = session_counts.taken(session, [one.id for one in (*coming, *gone)])
    return render_template("meetings.html", coming=coming, gone=gone, taken=taken, **words())


@PAGES.get("/<int:session_id>/")
def page(session_id: int) -> ResponseReturnValue:
    with store().read() as session:
        meeting = meeting_scope.find(session, session_id)
        programme = house().programme
        return render_template(
            "meeting.html",
            ways=links.chats(programme, links.SESSION, meeting.code),
            word=links.word(links.SESSION, meeting.code),
            link=links.page(programme, links.SESSION, meeting.code),
            **_shown(session, meeting),
        )


@PAGES.get("/<int:session_id>/live")
def live(session_id: int) -> ResponseReturnValue:
    """How it stands, for the page that is open: 204 while nothing has changed."""
    with store().read() as session:
        shown = _shown(session, meeting_scope.find(session, session_id))
    if request.args.get("mark") == shown["mark"]:
        return "", 204
    return render_template("meeting_live.html", **shown)


@PAGES.get("/<int:session_id>/calendar.ics")
def calendar(session_id: int) -> Response:
    with store().read() as session:
        meeting = meeting_scope.find(session, session_id)
        made = calendars.ics(store(), house().programme, meeting, voice())
    return Response(made, content_type="text/calendar; charset=utf-8")


@PAGES.get("/<int:session_id>/qr.svg")
def qr(session_id: int) -> Response:
    """A square to print: the channel asked for, or the first way in that there is."""
    with store().read() as session:
        code = meeting_scope.find(session, session_id).code
    ways = links.chats(house().programme, links.SESSION, code)
    link = ways.get(request.args.get("channel", "")) or next(iter(ways.values()), "") or abort(404)
    return Response(links.square(link), content_type="image/svg+xml")


def _shown(session: Session, meeting: DialogueSession) -> dict[str, Any]:
    counts, news = session_counts.counts(session, meeting), session_counts.news(session, meeting)
    reads = meeting_scope.may_read_needs(meeting)
    guests = session_counts.guests(session, store(), meeting, with_needs=reads)
    told = [(each.id, each.state, repr(progress)) for each, progress in news]
    mark = sha256(repr((meeting.state, meeting.edition, counts, told, guests)).encode()).hexdigest()[:16]
    return {
        "meeting": meeting,
        "counts": counts,
        "news": news,
        "guests": guests,
        "reads_needs": reads,
        "changes": meeting_scope.may_change(session, meeting),
        "ticks": meeting_scope.may_tick(session, meeting),
        "over": meeting.starts_at <= now(),
        "mark": mark,
        "why": why,
        **words(),
    }


def words() -> dict[str, Any]:
    """What the pages about sessions say in the reader's language."""
    return {
        "kinds": SESSION_KINDS,
        "states": STATES,
        "sexes": {**SEXES, **_absent()},
        "ages": {**AGE_BANDS, **_absent()},
        "titled": lambda meeting: in_language(meeting.titles, voice().language),
        "placed": lambda meeting: in_language(meeting.places, voice().language),
        "when": lambda meeting: Voice(voice().language, meeting.zone).time(meeting.starts_at),
    }


def _absent() -> dict[str, Text]:
    return {"refused": REFUSED, "unknown": UNKNOWN, "": NOT_ASKED}
