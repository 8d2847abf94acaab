"""Before every view: who is asking, in which language, and may they?"""

from urllib.parse import urlencode

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from admin import permissions, sessions
from admin.context import house
from bot.words import DEFAULT, LANGUAGES

# Pages ask for these by themselves. They do not count as someone being there.
_POLLS = frozenset({"inbox.rows", "meetings.live", "ticket.timeline", "polls.figures"})


def recognise() -> None:
    """Find the log-in behind the cookie, and the language to speak."""
    g.staff = g.login = None
    g.voice = house().programme.voice(_language())
    if request.endpoint == "static":
        return
    token, now, store = sessions.token_of(request, house().secure), house().store.now(), house().store
    if not token:
        return
    with store.read() as reading:
        found = sessions.find(reading, token, now)
    if found is None:
        return
    g.staff, g.login = found.staff, found
    g.voice = house().programme.voice(found.staff.language)
    if request.endpoint not in _POLLS and sessions.needs_touch(found, now):
        with store.session() as writing:
            sessions.touch(writing, found, now)


def check() -> ResponseReturnValue | None:
    """Refuse whoever may not: to the log-in when nobody is logged in, 403 otherwise, 404 where that would tell."""
    endpoint = request.endpoint
    if endpoint is None:
        _unrouted()
        return None
    if permissions.may(g.staff, endpoint):
        return None
    if endpoint in permissions.TABLE and g.staff is None:
        if request.method == "GET" and "HX-Request" not in request.headers:
            return redirect(f"{url_for('login.form')}?{urlencode({'next': here()})}", 303)
        raise Unauthorized
    abort(404 if endpoint.startswith(permissions.UNSEEN) else 403)


def _unrouted() -> None:
    """Not even a wrong method may tell that a route is there which this person must not know of."""
    if request.path.startswith("/private") and not permissions.may(g.staff, "private.inbox"):
        abort(404)


def here() -> str:
    """This page's address on this site, for coming back to it."""
    return request.script_root + request.full_path.rstrip("?")


def safe_next(wanted: str | None) -> str:
    """Where to go next: a page of this admin, whatever was asked for."""
    inside = f"{request.script_root}/"
    if wanted and wanted.startswith(inside) and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return url_for("inbox.home")


def _language() -> str:
    """For those who are not logged in: what they chose here, else what their browser asks for."""
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT


def who() -> int | None:
    """The number of whoever is asking; None before logging in."""
    return g.staff.id if g.staff else None
