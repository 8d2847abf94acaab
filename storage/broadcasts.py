"""What goes to many: when, to whom, how far it has come, and why somebody did not get it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.audience import Segment
from storage.db import Base
from storage.types import BigId, Moment

PLANNED, DEALT, DROPPED = 0, 1, 2  # a recipient: waiting for her hour; her conversation was begun; not sent, see reason
WITHHELD = frozenset({"cancelled", "expired", "no_consent", "stale", "stopped"})  # reasons that are our own doing


class Broadcast(Base):
    """One message to many, as a flow that begins in each one's lane: flow(answers={"subject": subject_id})."""

    __tablename__ = "broadcast"
    __table_args__ = (Index("ix_broadcast_subject", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(
        String(16)
    )  # invitation, reminder_day, reminder_hours, moved, cancelled, poll, poll_reminder, results
    subject_id: Mapped[int] = mapped_column(BigId)  # the session's or the poll's id, by kind
    edition: Mapped[int] = mapped_column(
        default=0
    )  # of the subject when it was planned: a moved session silences older ones
    purpose: Mapped[str] = mapped_column(String(16))  # the consent it needs: invitations, polls
    segment_id: Mapped[int | None] = mapped_column(
        ForeignKey("segment.id")
    )  # None: those the subject knows (invited, answered)
    due_at: Mapped[datetime] = mapped_column(Moment)  # not before
    expires_at: Mapped[datetime] = mapped_column(Moment)  # and never after: a reminder of yesterday is noise
    state: Mapped[str] = mapped_column(String(12))  # planned, expanding, sending, paused, cancelled, done
    cursor: Mapped[int] = mapped_column(BigId, default=0)  # the last citizen id that was looked at
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    segment: Mapped[Segment | None] = relationship()


class Recipient(Base):
    """One person of one broadcast."""

    __tablename__ = "recipient"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "citizen_id"),  # an expansion that is run again changes nothing
        Index(
            "ix_recipient_due",
            "broadcast_id",
            "channel",
            "due_at",
            sqlite_where=text("state = 0"),
            postgresql_where=text("state = 0"),
        ),
        Index("ix_recipient_inbox", "inbox_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    channel: Mapped[str] = mapped_column(String(16))  # of the address: each channel has its own pace
    state: Mapped[int] = mapped_column(default=PLANNED)
    due_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(String(24))  # why held or dropped: a code of relay.planner
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))  # the turn that began her conversation


class Fire(Base):
    """A due time that was acted on. Inserted in the transaction that acts: twice is impossible, never too."""

    __tablename__ = "fire"

    schedule: Mapped[str] = mapped_column(String(60), primary_key=True)  # "session 12 reminder_day 1"
    nominal_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    fired_at: Mapped[datetime] = mapped_column(Moment)
