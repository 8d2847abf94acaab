"""My account: where I am logged in, and my password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import update

from admin import passwords, sessions
from admin.context import house, now, say, staff, store
from bot.words import Text, _
from storage.office import LogEntry, Staff

PAGES = Blueprint("account", __name__, url_prefix="/account")
WRONG = _("The present password is not right.")
DIFFERENT = _("The two new passwords are not the same.")


@PAGES.get("/")
def show() -> ResponseReturnValue:
    return _page()


@PAGES.post("/password")
def change_password() -> ResponseReturnValue:
    """A new password logs out every other browser."""
    if problem := _objection():
        return _page(problem), 422
    kept = passwords.hash_password(request.form["new"])
    with store().session() as session:
        session.execute(update(Staff).where(Staff.id == staff().id).values(password_hash=kept))
        sessions.end_all(session, staff().id, now(), but=_token())
        session.add(LogEntry(at=now(), staff_id=staff().id, action="change password", subject=f"staff {staff().id}"))
    flash(say(_("Your password is changed. All other browsers were logged out.")), "success")
    return redirect(url_for("account.show"), 303)


@PAGES.post("/sessions/<name>/end")
def end_session(name: str) -> ResponseReturnValue:
    with store().session() as session:
        sessions.end_one(session, staff().id, name, now())
    flash(say(_("That browser is logged out.")), "success")
    return redirect(url_for("account.show"), 303)


@PAGES.post("/sessions/end")
def end_others() -> ResponseReturnValue:
    with store().session() as session:
        sessions.end_all(session, staff().id, now(), but=_token())
    flash(say(_("All other browsers were logged out.")), "success")
    return redirect(url_for("account.show"), 303)


def _page(problem: str = "") -> str:
    with store().read() as session:
        held = [
            (sessions.name_of(found), found.created_at, found.seen_at, found.token_hash == sessions.digest(_token()))
            for found in sessions.holding(session, staff().id, now())
        ]
    return render_template("account.html", held=held, problem=problem, shortest=passwords.SHORTEST)


def _objection() -> str:
    new = request.form.get("new", "")
    if not passwords.matches(request.form.get("old", ""), staff().password_hash):
        return say(WRONG)
    if new != request.form.get("again", ""):
        return say(DIFFERENT)
    problem: Text | None = passwords.objection(new, staff().username)
    return say(problem, shortest=passwords.SHORTEST, longest=passwords.LONGEST) if problem else ""


def _token() -> str:
    return sessions.token_of(request, house().secure) or ""
