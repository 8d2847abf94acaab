"""Messages that went wrong: what we could not work, and what did not reach a citizen."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from admin import delivery
from admin.context import house, now, say, staff, store
from bot.words import _
from storage import inbox, outbox
from storage.office import LogEntry
from storage.post import DEAD, FAILED, InboxRow, OutboxRow
from storage.reports import Update

PAGES = Blueprint("letters", __name__, url_prefix="/letters")
MOST = 100  # shown of each kind, newest first
AGAIN = _("It is being tried again.")
GONE = _("It cannot be tried again: its content is no longer kept, or somebody was faster.")


@PAGES.get("/")
def show() -> ResponseReturnValue:
    with store().read() as session:
        dead = select(InboxRow).where(InboxRow.status == DEAD).order_by(InboxRow.id.desc()).limit(MOST)
        unsent = (
            select(OutboxRow, Update.report_id)
            .outerjoin(Update, Update.id == OutboxRow.update_id)
            .where((OutboxRow.status == FAILED) | (OutboxRow.delivery == "failed"))
            .order_by(OutboxRow.id.desc())
            .limit(MOST)
        )
        return render_template(
            "letters.html", dead=session.scalars(dead).all(), unsent=session.execute(unsent).all(), why=delivery.why
        )


@PAGES.post("/in/<int:row_id>")
def replay(row_id: int) -> ResponseReturnValue:
    """Work an incoming message once more, from the beginning."""
    with store().session() as session:
        lane = inbox.replay(session, row_id, now()) if row_id < 2**63 else None
        if lane is not None:
            session.add(LogEntry(at=now(), staff_id=staff().id, action="replay", subject=f"inbox {row_id}"))
    return _told(lane is not None)


@PAGES.post("/out/<int:row_id>")
def resend(row_id: int) -> ResponseReturnValue:
    """Put an outgoing message back in line."""
    with store().session() as session:
        channel = outbox.resend(session, row_id, now()) if row_id < 2**63 else None
        if channel is not None:
            session.add(LogEntry(at=now(), staff_id=staff().id, action="resend", subject=f"outbox {row_id}"))
    return _told(channel is not None)


def _told(again: bool) -> ResponseReturnValue:
    if again:
        house().nudge()
    flash(say(AGAIN if again else GONE), "success" if again else "warning")
    return redirect(url_for("letters.show"), 303)
