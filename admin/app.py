"""The admin as a Flask app: the door for staff."""

from collections.abc import Callable

from flask import Flask
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # it ships no types

from admin import (
    account,
    assets,
    attachments,
    attendance,
    broadcasts,
    contact_lists,
    contacts,
    errors,
    gate,
    headers,
    inbox,
    letters,
    login,
    meeting_forms,
    meeting_invite,
    meetings,
    poll_writing,
    polls,
    private,
    screens,
    segments,
    team,
    ticket,
    uploads,
)
from admin.context import House
from civic.programme import Programme
from storage.db import Store
from storage.reports import Attachment

NOUNS = (
    login,
    account,
    inbox,
    ticket,
    attachments,
    private,
    broadcasts,
    team,
    letters,
    polls,
    poll_writing,
    contacts,
    contact_lists,
    segments,
    meetings,
    meeting_forms,
    meeting_invite,
    attendance,
)  # each with its pages
LARGEST_BODY = 1024 * 1024  # bytes


def create_app(
    store: Store,
    programme: Programme,
    nudge: Callable[[], object],
    *,
    secret: str,
    media: Callable[[Attachment], bytes],
    secure_cookies: bool,
) -> Flask:
    """Build the admin, to be mounted under a path of its own.

    `nudge` is called after a commit that left something to send. `media` gives an attachment's bytes, opened.
    `secret` signs form tokens; sessions are kept in the database. `secure_cookies` for https.
    """
    app = Flask("admin", static_folder=None)
    app.request_class = uploads.Upload
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="__Host-jawab-form" if secure_cookies else "jawab_form",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the browser's session: a slow writer loses nothing
        WTF_CSRF_SSL_STRICT=False,  # it asks for the Referer header, which our pages forbid to send
    )
    app.extensions["jawab"] = House(store, programme, nudge, media, secure_cookies)
    headers.install(app, secure=secure_cookies)
    errors.install(app)
    assets.install(app)
    screens.install(app)
    app.before_request(gate.recognise)
    CSRFProtect(app)
    app.before_request(gate.check)
    for noun in NOUNS:
        app.register_blueprint(noun.PAGES)
    return app
