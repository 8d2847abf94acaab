"""The tables that post passes through: inbox, outbox, places. The truth; task engines only give hints."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base
from storage.types import BigId, Moment

# The partial indexes below serve only statements that carry the same literal, not a bound parameter:
# with `status = :status` a claim was measured a hundred times slower (docs/decisions/0004).
PENDING, DONE, DEAD = 0, 1, 2  # inbox
WAITING, LEASED, SENT, FAILED = 0, 1, 2, 3  # outbox


class InboxRow(Base):
    """One event from a provider (or from ourselves: `kind` "start"), stored before it is acknowledged."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "event_key"),
        Index("ix_inbox_lane", "lane", "id", sqlite_where=text("status = 0"), postgresql_where=text("status = 0")),
        Index(
            "ix_inbox_raw",
            "received_at",
            sqlite_where=text("raw IS NOT NULL"),
            postgresql_where=text("raw IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    event_key: Mapped[bytes] = mapped_column(LargeBinary(32))  # digest of the provider's event id; kept for ever
    lane: Mapped[bytes] = mapped_column(LargeBinary(32))  # events of one lane are worked in order
    kind: Mapped[str] = mapped_column(String(8), default="hook")  # "hook", or "start": a flow begun by the office
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)  # drawer "post"; removed after 72 hours
    status: Mapped[int] = mapped_column(default=PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(String(200))  # class and place of the failure, never its content
    received_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class OutboxRow(Base):
    """One provider call to make, or made. Holds only what is due now; schedules wait in their own tables."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("inbox_id", "n"),
        Index(
            "ix_outbox_due",
            "channel",
            "priority",
            "id",
            sqlite_where=text("status = 0"),
            postgresql_where=text("status = 0"),
        ),
        Index(
            "ix_outbox_person",
            "address_id",
            "priority",
            "id",
            sqlite_where=text("status IN (0, 1)"),
            postgresql_where=text("status IN (0, 1)"),
        ),
        Index("ix_outbox_lease", "lease_until", sqlite_where=text("status = 1"), postgresql_where=text("status = 1")),
        Index("ix_outbox_message", "message_key"),
        Index("ix_outbox_update", "update_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))  # the turn that wrote it
    n: Mapped[int] = mapped_column(default=0)  # which of that turn's messages
    update_id: Mapped[int | None] = mapped_column(BigId)  # the line of a report's history it carries
    purpose: Mapped[str] = mapped_column(String(16))  # "reply", "report" (news of one's own report), ...
    priority: Mapped[int] = mapped_column(default=0)  # 0 replies, 1 news, 2 broadcasts
    part: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed Part; drawer "post"; removed once settled
    segments: Mapped[int] = mapped_column(default=1)
    status: Mapped[int] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)  # after that it is noise, and is not sent
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    lease_by: Mapped[str | None] = mapped_column(String(40))
    message_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # digest of the provider's message id
    delivery: Mapped[str] = mapped_column(String(12), default="queued")  # bot.messages.Status, never backwards
    reason: Mapped[str | None] = mapped_column(String(60))  # code of why it was not sent or not delivered
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)


class PlaceRow(Base):
    """Where one address stands in the conversation. Sealed: it holds what she has answered so far."""

    __tablename__ = "place"

    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)  # drawer "place", under the citizen's data_key
    updated_at: Mapped[datetime] = mapped_column(Moment)


class ContentRow(Base):
    """A message form registered at a provider (buttons and lists on WhatsApp), so that it is made once."""

    __tablename__ = "content"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sid: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)
