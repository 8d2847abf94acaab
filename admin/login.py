"""Logging in and out, and choosing the language of the screens."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import update
from werkzeug.exceptions import BadRequest

from admin import auth, gate, sessions
from admin.context import house, now, store
from bot.words import LANGUAGES
from storage.office import LogEntry, Staff

PAGES = Blueprint("login", __name__)


@PAGES.get("/login")
def form() -> ResponseReturnValue:
    return render_template("login.html", next=request.args.get("next", ""), username="", entry=None)


@PAGES.post("/login")
def enter() -> ResponseReturnValue:
    username, wanted = request.form.get("username", ""), request.form.get("next", "")
    entry = auth.log_in(store(), username, request.form.get("password", ""))
    if entry.token is None:
        page = render_template("login.html", next=wanted, username=username, entry=entry)
        return page, 429 if entry.locked else 401
    _take_over_browser(username)
    session.clear()  # a new person, a new form token
    response = redirect(gate.safe_next(wanted), 303)
    sessions.set_cookie(response, entry.token, house().secure)
    return response


@PAGES.post("/logout")
def leave() -> ResponseReturnValue:
    with store().session() as writing:
        sessions.end(writing, sessions.token_of(request, house().secure), now())
        writing.add(LogEntry(at=now(), staff_id=gate.who(), action="logout", subject=f"staff {gate.who()}"))
    session.clear()
    response = redirect(url_for("login.form"), 303)
    sessions.drop_cookie(response, house().secure)
    return response


@PAGES.post("/language")
def speak() -> ResponseReturnValue:
    """Read the screens in another language: kept with the account, or with the browser before logging in."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise BadRequest
    if (staff_id := gate.who()) is None:
        session["language"] = language
    else:
        with store().session() as writing:
            writing.execute(update(Staff).where(Staff.id == staff_id).values(language=language))
    return redirect(gate.safe_next(request.form.get("next")), 303)


def _take_over_browser(username: str) -> None:
    """Whoever was logged in here before is not any more; a language chosen on the log-in page is meant to stay."""
    with store().session() as writing:
        sessions.end(writing, sessions.token_of(request, house().secure), now())
        if (language := session.get("language")) in LANGUAGES:
            mine = update(Staff).where(Staff.username == username.strip().casefold())
            writing.execute(mine.values(language=language))
