"""Sessions for everyone: those that lie ahead, and each with its ways in and its date for a calendar."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.vocabulary import SESSION_KINDS
from bot.words import Text, Voice, _
from civic import calendars, links
from civic.session_plan import in_language
from public import headers
from public.pages import office
from storage.sessions import DialogueSession

PAGES = Blueprint("sessions", __name__, url_prefix="/sessions")
MOST = 50  # on the list

STANDS: dict[str, Text] = {
    "open": _("You can ask for a seat."),
    "cancelled": _("This session is cancelled."),
    "held": _("This session has taken place."),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One session as everyone may read it. Of a private one, who has its code reads only that there is one."""

    code: str
    public: bool
    state: str
    title: str
    place: str
    words: str
    kind: Text
    when: str
    zone: str
    minutes: int


@PAGES.get("/")
def show_all() -> ResponseReturnValue:
    now = office().store.now()
    ahead = select(DialogueSession).where(
        DialogueSession.public, DialogueSession.state == "open", DialogueSession.starts_at > now
    )
    with office().store.read() as session:
        found = session.scalars(ahead.order_by(DialogueSession.starts_at, DialogueSession.id).limit(MOST))
        notices = [_notice(meeting) for meeting in found]
    return render_template("sessions.html", notices=notices)


@PAGES.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    with office().store.read() as session:
        notice = _notice(_find(session, code))
    programme, open_ = office().programme, notice.state == "open"
    page = make_response(
        render_template(
            "session.html",
            one=notice,
            stands=STANDS[notice.state],
            word=links.word(links.SESSION, notice.code),
            ways=links.chats(programme, links.SESSION, notice.code) if open_ else {},
        )
    )
    return page if notice.public else headers.keep_secret(page)


@PAGES.get("/<code>.ics")
def calendar(code: str) -> Response:
    with office().store.read() as session:
        made = calendars.ics(office().store, office().programme, _find(session, code), g.voice)
    return headers.keep_secret(Response(made, content_type="text/calendar; charset=utf-8"))


@PAGES.get("/<code>/<channel>.svg")
def qr(code: str, channel: str) -> Response:
    """A square that opens this channel's chat with the code typed in."""
    with office().store.read() as session:
        known = _find(session, code).code
    link = links.chats(office().programme, links.SESSION, known).get(channel) or abort(404)
    return Response(links.square(link), content_type="image/svg+xml")


def _find(session: Session, code: str) -> DialogueSession:
    """Any that is no draft, for whoever has its code."""
    if not (code.isascii() and code.isalnum()):
        abort(404)
    known = select(DialogueSession).where(DialogueSession.code == code.upper(), DialogueSession.state != "draft")
    return session.scalars(known).one_or_none() or abort(404)


def _notice(meeting: DialogueSession) -> Notice:
    language: str = g.voice.language
    state = meeting.state
    if state == "open" and meeting.starts_at <= office().store.now():
        state = "held"
    return Notice(
        meeting.code,
        meeting.public,
        state,
        in_language(meeting.titles, language) if meeting.public else "",
        in_language(meeting.places, language) if meeting.public else "",
        in_language(meeting.words, language) if meeting.public else "",
        SESSION_KINDS[meeting.kind].label,
        Voice(language, meeting.zone).time(meeting.starts_at) if meeting.public else "",
        meeting.zone,
        meeting.minutes,
    )
