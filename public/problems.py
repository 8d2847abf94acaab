"""When something is wrong with a request, or with us: a page in plain words."""

from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from bot.words import Text, _
from public import language

_SAID: dict[int, tuple[Text, Text]] = {
    404: (_("There is no such page"), _("The address may be mistyped. The front page leads to everything there is.")),
    405: (_("This page is opened another way"), _("Please go to the front page and use the form there.")),
    413: (_("That is too long"), _("A report number has 10 digits. Please enter only the number.")),
    429: (_("Please wait a minute"), _("Too many numbers were looked up from here. Try again in a minute.")),
    500: (_("Something went wrong here"), _("It is our fault, not yours. Nothing was lost. Please try again later.")),
}
_OTHERWISE = (_("That did not work"), _("Please go back to the front page and try again."))


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _page)


def _page(error: HTTPException) -> ResponseReturnValue:
    code = error.code or InternalServerError.code
    if code < 400:
        return error.get_response()  # a redirect is no problem
    if "voice" not in g:
        language.choose()
    title, advice = _SAID.get(code, _OTHERWISE)
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    headers["X-Robots-Tag"] = "noindex"
    page = render_template("problem.html", title=g.voice.say(title), advice=g.voice.say(advice))
    return page, code, headers
