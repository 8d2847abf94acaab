"""Errors as plain pages, in the reader's language, without a word about what is inside."""

import traceback

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # it ships no types
from werkzeug.exceptions import HTTPException

from bot.words import Text, _

WORDS: dict[int, tuple[Text, Text]] = {
    400: (_("This request could not be understood"), _("Please go back, load the page again and try once more.")),
    401: (_("You are logged out"), _("Nothing was sent. Please log in and try again.")),
    403: (_("This is not open to you"), _("Your role does not allow it. Ask your administrator if you need it.")),
    404: (_("Nothing here"), _("This page does not exist, or it is not yours to see.")),
    405: (_("This page cannot be used like that"), _("Please go back and use the buttons of the page.")),
    413: (_("That was too much at once"), _("Please send less: at most one megabyte.")),
    500: (_("Something went wrong on our side"), _("Nothing was changed. Please try again in a moment.")),
}
FORM_EXPIRED = _("This form is no longer valid. Please go back, load the page again and send it once more.")


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Exception, _unknown)


def _known(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    title, advice = WORDS.get(code, WORDS[500 if code >= 500 else 400])
    if isinstance(error, CSRFError):
        advice = FORM_EXPIRED
    headers = [(name, value) for name, value in error.get_headers() if name == "Allow"]
    kept = request.form.get("text", "") if code == 401 and request.method == "POST" else ""
    return render_template("error.html", code=code, title=title, advice=advice, kept=kept), code, headers


def _unknown(error: Exception) -> ResponseReturnValue:
    # The class and the places only: messages of exceptions quote values, and values are people's.
    places = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("%s at %s\n%s", type(error).__name__, request.endpoint, places)
    title, advice = WORDS[500]
    return render_template("error.html", code=500, title=title, advice=advice, kept=""), 500
