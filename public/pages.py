"""The pages: the front with its numbers, and how one report stands."""

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from bot.vocabulary import GROUPS
from civic.programme import Programme
from public import chart, headers, look_up
from public.figures import Figures
from public.limits import Limit
from storage.db import Store

PAGES = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Office:
    """What the pages work with, handed to the app once."""

    store: Store
    programme: Programme
    figures: Figures
    limit: Limit


def office() -> Office:
    kept: Office = current_app.extensions["jawab"]
    return kept


@PAGES.app_context_processor
def _programme() -> dict[str, object]:
    programme = office().programme
    return {"org": programme.name(g.voice.language), "phone": programme.phone}


@PAGES.get("/")
def home() -> ResponseReturnValue:
    board = office().figures.board()
    return render_template(
        "home.html",
        board=board,
        totals=board.totals,
        groups=GROUPS,
        bars=chart.bars(board.weeks, g.voice),
        width=chart.WIDTH,
        height=chart.HEIGHT,
    )


@PAGES.get("/check")
def ask() -> ResponseReturnValue:
    return headers.keep_secret(make_response(render_template("check.html")))


@PAGES.post("/check")
def check() -> ResponseReturnValue:
    """How a report stands. The number comes in the body, so that no log and no history keeps it."""
    if not office().limit.admits(request.remote_addr):
        raise TooManyRequests(retry_after=60)
    with office().store.read() as session:
        found = look_up.find(session, request.form.get("reference", ""), g.voice)
    page = make_response(render_template("check.html", found=found, missing=found is None), 200 if found else 404)
    return headers.keep_secret(page)


@PAGES.get("/robots.txt")
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /check\nDisallow: /admin/\nDisallow: /hooks/\n", mimetype="text/plain")
