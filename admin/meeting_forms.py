"""Writing a session: from a kind's template, words side by side; opening it, moving it, calling it off."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import meeting_scope
from admin.context import house, say, staff, store
from admin.listing import tree
from admin.permissions import below
from bot.folding import clean
from bot.vocabulary import SESSION_KINDS, SessionKind
from bot.words import LANGUAGES, Text, _
from civic import localtime, sessions
from civic.session_plan import Objection, Plan, plan_of
from storage.office import Area, Office, Staff
from storage.sessions import DialogueSession

PAGES = Blueprint("meeting_forms", __name__, url_prefix="/sessions")
AMONG_THEMSELVES = frozenset({"women_dialogue", "youth_dialogue"})  # begin as private: who comes is nobody's business

STALE = _("Somebody else changed this session meanwhile. Nothing was saved. Please look at it again.")
ELSEWHERE = _("Please choose an area of your office.")
STRANGER = _("Please choose a facilitator from the list.")
CREATED = _("The session is kept as a draft. Open it when people may answer.")
SAVED = _("The session is saved.")
MOVED = _("The session has moved. Everyone who knows of it is told.")
OPENED = _("The session is open: people can be invited, find it and answer.")
CANCELLED = _("The session is called off. Everyone who knows of it is told.")
HELD = _("The session is marked as held.")


@PAGES.get("/new")
def new() -> ResponseReturnValue:
    kind = SESSION_KINDS.get(request.args.get("kind", ""))
    if kind is None:
        return render_template("meeting_kinds.html", kinds=SESSION_KINDS)
    with store().read() as session:
        return _form(session, None, _template(kind))


@PAGES.post("/new")
def create() -> ResponseReturnValue:
    plan = _written()
    try:
        with store().session() as session:
            _belongs(session, plan)
            meeting = sessions.create(session, store(), plan, _me(session))
            meeting_id = meeting.id
    except sessions.Refused as refused:
        with store().read() as session:
            return _form(session, None, plan, refused.objections), 422
    flash(say(CREATED), "success")
    return redirect(url_for("meetings.page", session_id=meeting_id), 303)


@PAGES.get("/<int:session_id>/edit")
def edit(session_id: int) -> ResponseReturnValue:
    with store().read() as session:
        meeting = meeting_scope.find(session, session_id, to_change=True)
        return _form(session, meeting, plan_of(meeting))


@PAGES.post("/<int:session_id>/edit")
def save(session_id: int) -> ResponseReturnValue:
    plan, seen = _written(), request.form.get("seen", "")
    try:
        with store().session() as session:
            meeting = meeting_scope.find(session, session_id, to_change=True)
            _belongs(session, plan)
            moved = sessions.edit(session, store(), meeting, plan, _me(session), seen=seen)
    except sessions.Refused as refused:
        with store().read() as session:
            meeting = meeting_scope.find(session, session_id, to_change=True)
            return _form(session, meeting, plan, refused.objections, seen), 422
    except sessions.Stale:
        with store().read() as session:
            meeting = meeting_scope.find(session, session_id, to_change=True)
            return _form(session, meeting, plan_of(meeting), [Objection(STALE)]), 409
    return _done(session_id, MOVED if moved else SAVED)


@PAGES.post("/<int:session_id>/open")
def open_(session_id: int) -> ResponseReturnValue:
    return _change(session_id, sessions.open_, OPENED)


@PAGES.post("/<int:session_id>/cancel")
def cancel(session_id: int) -> ResponseReturnValue:
    return _change(session_id, sessions.cancel, CANCELLED)


@PAGES.post("/<int:session_id>/hold")
def hold(session_id: int) -> ResponseReturnValue:
    return _change(session_id, sessions.hold, HELD)


def _change(session_id: int, act: Callable[..., None], words: Text) -> ResponseReturnValue:
    try:
        with store().session() as session:
            act(session, store(), meeting_scope.find(session, session_id, to_change=True), _me(session))
    except sessions.Refused as refused:
        flash(" ".join(say(one.reason, **one.blanks) for one in refused.objections), "warning")
        return redirect(url_for("meeting_forms.edit", session_id=session_id), 303)
    except sessions.Stale:
        flash(say(STALE), "warning")
        return redirect(url_for("meetings.page", session_id=session_id), 303)
    return _done(session_id, words)


def _done(session_id: int, words: Text) -> ResponseReturnValue:
    house().nudge()
    flash(say(words), "success")
    return redirect(url_for("meetings.page", session_id=session_id), 303)


def _template(kind: SessionKind) -> Plan:
    public = kind.code not in AMONG_THEMSELVES
    return Plan(kind.code, {}, {}, None, house().programme.zone, kind.minutes, kind.capacity, public=public)


def _written() -> Plan:
    """The form as a plan. What cannot be read becomes what the checks object to, never an error."""
    form = request.form
    zone = form.get("zone", "").strip()
    return Plan(
        kind=form.get("kind", ""),
        titles=_texts("title"),
        places=_texts("place"),
        words=_texts("words"),
        starts_at=_instant(form.get("starts", ""), zone),
        zone=zone,
        minutes=_number("minutes"),
        capacity=_number("capacity"),
        women=_number("women", empty=0),
        youth=_number("youth", empty=0),
        area_id=_number("area", empty=0) or None,
        public=form.get("public") == "yes",
        facilitator_id=_number("facilitator", empty=0) or None,
    )


def _texts(field: str) -> Mapping[str, str]:
    written = {code: " ".join(clean(request.form.get(f"{field}-{code}", "")).split()) for code in LANGUAGES}
    return {code: words for code, words in written.items() if words}


def _number(field: str, *, empty: int = -1) -> int:
    said = request.form.get(field, "").strip()
    if not said:
        return empty
    return int(said) if said.isdecimal() and len(said) < 10 else -1


def _instant(said: str, zone: str) -> datetime | None:
    try:
        return localtime.instant(datetime.fromisoformat(said), zone) if localtime.known(zone) else None
    except (ValueError, OverflowError):
        return None


def _belongs(session: Session, plan: Plan) -> None:
    """An official writes sessions of her own areas; whoever leads it works here. Raises Refused."""
    found = []
    if plan.facilitator_id is not None and plan.facilitator_id not in {one.id for one in _leaders(session)}:
        found.append(Objection(STRANGER))
    areas = {area.id for area in _areas(session)}
    needed = staff().role == "official" and staff().office_id is not None
    if (plan.area_id is None and needed) or (plan.area_id is not None and plan.area_id not in areas):
        found.append(Objection(ELSEWHERE))
    if found:
        raise sessions.Refused(found)


def _leaders(session: Session) -> list[Staff]:
    leads = ("facilitator", "official", "manager", "administrator")
    return list(session.scalars(select(Staff).where(Staff.active, Staff.role.in_(leads)).order_by(Staff.name)))


def _areas(session: Session) -> list[Area]:
    mine = select(Area)
    if staff().role == "official" and staff().office_id is not None:
        area_id = select(Office.area_id).where(Office.id == staff().office_id).scalar_subquery()
        mine = mine.where(Area.id.in_(below(area_id)))
    return list(session.scalars(mine))


def _form(
    session: Session,
    meeting: DialogueSession | None,
    plan: Plan,
    objections: Any = (),
    seen: str | None = None,
) -> str:
    return render_template(
        "meeting_form.html",
        meeting=meeting,
        plan=plan,
        kind=SESSION_KINDS.get(plan.kind),
        kinds=SESSION_KINDS,
        objections=[say(one.reason, **one.blanks) for one in objections],
        starts=_typed(plan),
        seen=seen if seen is not None else sessions.mark(meeting) if meeting else "",
        zones=sorted(_zones(plan)),
        areas=tree(_areas(session)),
        leaders=_leaders(session),
        offered=house().programme.languages,
    )


def _typed(plan: Plan) -> str:
    """The wall clock as the browser's field has it; what was typed and could not be read stays as it was."""
    if plan.starts_at is None:
        return request.form.get("starts", "")
    return localtime.wall(plan.starts_at, plan.zone).strftime("%Y-%m-%dT%H:%M")


def _zones(plan: Plan) -> set[str]:
    common = {"Asia/Baghdad", "Asia/Phnom_Penh", "Africa/Nairobi", "Africa/Accra", "Africa/Cairo", "Asia/Beirut", "UTC"}
    return common | {house().programme.zone} | ({plan.zone} if localtime.known(plan.zone) else set())


def _me(session: Session) -> Staff:
    return session.get_one(Staff, staff().id)
