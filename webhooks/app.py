"""`POST /hooks/<channel>`: prove where it came from, keep it, answer. Everything else happens from the row."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping

from flask import Flask, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from bot.channels import Channel
from bot.channels.base import Envelope, Forged, Hook, Unreadable
from relay import hooks
from storage import inbox
from storage.db import Store

log = logging.getLogger(__name__)
LARGEST = 1024 * 1024  # bytes; no provider sends more
RETRY_AFTER = "5"  # seconds; Telegram honours it


def create_app(store: Store, channels: Mapping[str, Channel], hint: Callable[[bytes], None]) -> Flask:
    """`hint(lane)` is called after the commit; losing it costs a second (the sweep finds the row)."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.errorhandler(HTTPException)(_plain)

    @app.post("/<name>")
    def receive(name: str) -> Response:
        channel = channels.get(name)
        if channel is None:
            return _answer(404)
        hook = _hook()
        try:
            channel.verify(hook)
        except Forged:
            log.warning("a forged request for %s was refused", name)
            return _answer(403)
        return _keep(store, channel, hook, hint)

    @app.get("/health")
    def health() -> Response:
        """For whoever watches: is the database there, and does the post move? Figures only."""
        try:
            with store.read() as session:
                waiting, seconds = inbox.backlog(session, store.now())
        except OperationalError:
            return _answer(503, {"Retry-After": RETRY_AFTER})
        body = json.dumps({"waiting": waiting, "oldest_seconds": round(seconds)})
        return _answer(200, body=body, kind="application/json")

    return app


def _keep(store: Store, channel: Channel, hook: Hook, hint: Callable[[bytes], None]) -> Response:
    try:
        envelope = channel.envelope(hook)
    except Unreadable:  # genuine, but nothing we can read: kept for a person to see, and not sent again
        envelope = Envelope(event_id="unreadable " + hashlib.sha256(hook.body).hexdigest(), lane="unreadable")
    try:
        with store.begin() as connection:
            lane = inbox.put(
                connection,
                store,
                channel=channel.name,
                event_id=envelope.event_id,
                lane=envelope.lane,
                raw=hooks.pack(hook),
            )
    except OperationalError as error:  # not acknowledged, so the provider brings it again
        log.error("the inbox could not be written: %s", type(error.orig).__name__)
        return _answer(503, {"Retry-After": RETRY_AFTER})
    if lane is not None:
        hint(lane)
    return _answer(200, body=channel.answer[1], kind=channel.answer[0])


def _hook() -> Hook:
    """The request as it was on the wire: Werkzeug's own URL is decoded, and a signature over that fails."""
    raw = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or ""
    path, _, query = raw.partition("?")
    return Hook(
        method=request.method,
        path=path or request.environ.get("SCRIPT_NAME", "") + request.environ["PATH_INFO"],
        query=query or request.environ.get("QUERY_STRING", ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.get_data(cache=False),
    )


def _plain(error: HTTPException) -> Response:
    return _answer(error.code or 400)


def _answer(code: int, headers: Mapping[str, str] | None = None, body: str = "", kind: str = "text/plain") -> Response:
    response = Response(body, code, headers or {}, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
