"""The simulator's own web server part: the page of phones, the JSON interface and the pretend providers."""

from flask import Flask, Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from simulator import api, contents, telegram, twilio
from simulator.outside import Outside
from simulator.settings import Settings
from simulator.world import World

FIRST_CITIZENS = (
    ("Layla Hassan", "+9647500000101", "ar"),
    ("Dilan Karim", "+9647500000102", "ckb"),
    ("Sokha Chan", "+85510000101", "km"),
    ("Wanjiku Mwangi", "+254700000101", "sw"),
)
MAX_UPLOAD = 8 * 2**20
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


def create_app(world: World, settings: Settings) -> Flask:
    """To be mounted under /simulator. `app.extensions["outside"]` is the Outside; stop it at the end."""
    outside = Outside(world, settings)
    if not world.people.newest(1):
        for name, number, language in FIRST_CITIZENS:
            world.people.add(name, number, language=language)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD
    app.extensions["outside"] = outside
    for part in (telegram, twilio, contents, api):
        app.register_blueprint(part.blueprint(outside))
    app.add_url_rule("/", "phones", lambda: _page(settings))
    app.register_error_handler(HTTPException, _plainly)
    app.after_request(_guard)
    return app


def _page(settings: Settings) -> str:
    return render_template("phones.html", bot_name=settings.bot_name, sms_sender=settings.sms_sender)


def _plainly(wrong: HTTPException) -> ResponseReturnValue:
    if wrong.code is not None and wrong.code < 400:
        return wrong.get_response()
    return jsonify(error=wrong.description or wrong.name), wrong.code or 500


def _guard(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", POLICY)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
