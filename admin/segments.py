"""Groups of people by what they have in common: named once, counted live, never listed one by one."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.context import say, staff, store, voice
from admin.listing import tree
from admin.screens import CHANNELS
from bot.vocabulary import AGE_BANDS, COMES_AS, PURPOSES, SEXES
from bot.words import LANGUAGES, Text, _
from civic import audience, segments
from storage.audience import Segment
from storage.office import Area, Staff

PAGES = Blueprint("segments", __name__, url_prefix="/segments")
CHOICES: dict[str, tuple[Text, dict[str, Text]]] = {
    "sexes": (_("Sex"), SEXES),
    "ages": (_("Age"), AGE_BANDS),
    "roles": (_("Comes as"), COMES_AS),
    "channels": (_("Channel"), {code: Text(name) for code, name in CHANNELS.items()}),
    "languages": (_("Language"), {code: Text(name) for code, name in LANGUAGES.items()}),
}
FAULTS: dict[type[Exception], Text] = {
    segments.Unnamed: _("Please give the group a name of at most 120 letters."),
    segments.Taken: _("There is a group of this name already."),
    segments.InUse: _("A message to this group is on its way. It can be changed when all had their turn."),
}
KEPT = _("A message or a poll was for this group, so it stays on record.")


@PAGES.get("/")
def show() -> ResponseReturnValue:
    with store().read() as session:
        found = session.scalars(select(Segment).order_by(Segment.name)).all()
        lines = [(one, audience.count(session, one.rules), _in_words(session, one)) for one in found]
    return render_template("segments.html", lines=lines, purposes=PURPOSES)


@PAGES.get("/new")
def new() -> ResponseReturnValue:
    return _form(None)


@PAGES.get("/<int:segment_id>/")
def edit(segment_id: int) -> ResponseReturnValue:
    with store().read() as session:
        return _form(_one(session, segment_id))


@PAGES.get("/count")
def count() -> ResponseReturnValue:
    """How many people the choices of an open form mean just now."""
    with store().read() as session:
        counts = audience.count(session, _rules(request.args))
    return render_template("segment_count.html", counts=counts, purposes=PURPOSES)


@PAGES.post("/")
def add() -> ResponseReturnValue:
    try:
        with store().session() as session:
            segments.create(session, store(), _me(session), request.form.get("name", ""), _rules(request.form))
    except tuple(FAULTS) as fault:
        return _form(None, FAULTS[type(fault)]), 422
    return _done(_("The group is saved."))


@PAGES.post("/<int:segment_id>/save")
def save(segment_id: int) -> ResponseReturnValue:
    try:
        with store().session() as session:
            one = _one(session, segment_id)
            segments.change(session, store(), _me(session), one, request.form.get("name", ""), _rules(request.form))
    except tuple(FAULTS) as fault:
        with store().read() as session:
            return _form(_one(session, segment_id), FAULTS[type(fault)]), 422
    return _done(_("The group is saved."))


@PAGES.post("/<int:segment_id>/remove")
def remove(segment_id: int) -> ResponseReturnValue:
    try:
        with store().session() as session:
            segments.remove(session, store(), _me(session), _one(session, segment_id))
    except segments.InUse:
        with store().read() as session:
            return _form(_one(session, segment_id), KEPT), 409
    return _done(_("The group is removed."))


def _form(one: Segment | None, problem: Text | None = None) -> str:
    rules = _rules(request.form) if problem else one.rules if one else {}
    with store().read() as session:
        areas = tree(session.scalars(select(Area)).all())
        counts = audience.count(session, rules)
    return render_template(
        "segment.html",
        one=one,
        name=request.form.get("name", "") if problem else one.name if one else "",
        rules=rules,
        problem=problem,
        areas=areas,
        choices=CHOICES,
        counts=counts,
        purposes=PURPOSES,
    )


def _rules(form: Any) -> dict[str, list[Any]]:
    """The choices of a form. What we do not know is left out."""
    areas = [one for one in form.getlist("areas") if one.isascii() and one.isdigit() and len(one) < 16]
    return audience.checked({**{name: form.getlist(name) for name in CHOICES}, "areas": areas})


def _in_words(session: Session, one: Segment) -> list[str]:
    """The conditions of a group, kind by kind."""
    named = session.scalars(select(Area).where(Area.id.in_(one.rules.get("areas", ()))))
    kinds = [[area.name(voice().language) for area in named]]
    kinds += [[say(labels[code]) for code in one.rules.get(name, ())] for name, (_label, labels) in CHOICES.items()]
    return [voice().list(kind) for kind in kinds if kind]


def _one(session: Session, segment_id: int) -> Segment:
    found = session.get(Segment, segment_id) if segment_id < 2**63 else None
    return found or abort(404)


def _me(session: Session) -> Staff:
    return session.get_one(Staff, staff().id)


def _done(words: Text) -> ResponseReturnValue:
    flash(say(words), "success")
    return redirect(url_for("segments.show"), 303)
