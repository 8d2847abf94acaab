"""The people who work here: added, unlocked and let go by the administrator."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from admin import passwords, sessions
from admin.context import now, say, staff, store
from admin.permissions import ROLES
from bot.words import LANGUAGES, Text, _
from storage.office import LogEntry, Office, Staff

PAGES = Blueprint("team", __name__, url_prefix="/team")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")

BAD_USERNAME = _("A user name has 3 to 64 letters a to z, figures, dots or dashes.")
BAD_NAME = _("Please write the person's name.")
BAD_CHOICE = _("Please choose a role, an office and a language from the lists.")
NEEDS_OFFICE = _("An official or a manager needs an office.")
TAKEN = _("There is an account with this user name already.")
NOT_YOURSELF = _("You cannot do this to your own account. Ask another administrator.")


@PAGES.get("/")
def show() -> ResponseReturnValue:
    return _page()


@PAGES.post("/")
def add() -> ResponseReturnValue:
    """A new account, with a password that is shown once."""
    password = passwords.generate()
    kept = passwords.hash_password(password)
    try:
        with store().session() as session:
            if problem := _objection(session):
                return _page(problem=problem), 422
            someone = _new(kept)
            session.add(someone)
            session.flush()
            _log(session, "add staff", someone, role=someone.role)
            username = someone.username
    except IntegrityError:
        return _page(problem=TAKEN), 409
    return _page(told=(username, password))


@PAGES.post("/<int:staff_id>/deactivate")
def deactivate(staff_id: int) -> ResponseReturnValue:
    with store().session() as session:
        someone = _other(session, staff_id)
        someone.active = False
        sessions.end_all(session, staff_id, now())
        _log(session, "deactivate staff", someone)
    return _done(_("The account is closed, and logged out everywhere."))


@PAGES.post("/<int:staff_id>/activate")
def activate(staff_id: int) -> ResponseReturnValue:
    with store().session() as session:
        someone = _other(session, staff_id)
        someone.active = True
        _log(session, "activate staff", someone)
    return _done(_("The account is open again."))


@PAGES.post("/<int:staff_id>/unlock")
def unlock(staff_id: int) -> ResponseReturnValue:
    with store().session() as session:
        someone = _other(session, staff_id)
        someone.failures, someone.locked_until = 0, None
        _log(session, "unlock staff", someone)
    return _done(_("The account may log in again."))


@PAGES.post("/<int:staff_id>/password")
def reset_password(staff_id: int) -> ResponseReturnValue:
    """A new password, shown once; whoever used the old one is logged out."""
    password = passwords.generate()
    kept = passwords.hash_password(password)
    with store().session() as session:
        someone = _other(session, staff_id)
        someone.password_hash, someone.failures, someone.locked_until = kept, 0, None
        sessions.end_all(session, staff_id, now())
        _log(session, "reset password", someone)
        username = someone.username
    return _page(told=(username, password))


def _page(problem: Text | None = None, told: tuple[str, str] | None = None) -> str:
    with store().read() as session:
        everyone = select(Staff).options(joinedload(Staff.office)).order_by(Staff.active.desc(), Staff.name)
        people = session.scalars(everyone).all()
        offices = session.scalars(select(Office).order_by(Office.code)).all()
        return render_template(
            "team.html", people=people, offices=offices, problem=problem, told=told, form=request.form, now=now()
        )


def _objection(session: Session) -> Text | None:
    form = request.form
    role, office = form.get("role", ""), form.get("office", "")
    offices = {str(office_id) for office_id in session.scalars(select(Office.id))}
    if not _USERNAME.fullmatch(_username()):
        return BAD_USERNAME
    if not 1 <= len(form.get("name", "").strip()) <= 120:
        return BAD_NAME
    if role not in ROLES or form.get("language") not in LANGUAGES or (office and office not in offices):
        return BAD_CHOICE
    return NEEDS_OFFICE if role in ("official", "manager") and not office else None


def _new(password_hash: str) -> Staff:
    office = request.form.get("office", "")
    return Staff(
        username=_username(),
        name=request.form["name"].strip(),
        role=request.form["role"],
        office_id=int(office) if office else None,
        language=request.form["language"],
        password_hash=password_hash,
        created_at=now(),
    )


def _username() -> str:
    return request.form.get("username", "").strip().casefold()


def _other(session: Session, staff_id: int) -> Staff:
    """Someone else: nobody locks the administrator out, not even she herself."""
    someone = session.get(Staff, staff_id) if staff_id < 2**63 else None
    if someone is None:
        abort(404)
    if someone.id == staff().id:
        flash(say(NOT_YOURSELF), "warning")
        abort(redirect(url_for("team.show"), 303))
    return someone


def _log(session: Session, action: str, someone: Staff, **detail: object) -> None:
    session.add(LogEntry(at=now(), staff_id=staff().id, action=action, subject=f"staff {someone.id}", detail=detail))


def _done(words: Text) -> ResponseReturnValue:
    flash(say(words), "success")
    return redirect(url_for("team.show"), 303)
