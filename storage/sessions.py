"""Dialogue sessions: any meeting that people are invited to, with their answers and their seats."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.db import Base
from storage.office import Area, Staff
from storage.people import AddressRow, Citizen
from storage.types import BigId, Moment


class DialogueSession(Base):
    """One meeting. A private one is in no list, and no message names it."""

    __tablename__ = "dialogue_session"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)  # joins by link, QR or keyword; random, sayable
    kind: Mapped[str] = mapped_column(String(24))  # of bot.vocabulary.SESSION_KINDS
    titles: Mapped[dict[str, str]] = mapped_column(JSON)  # by language
    words: Mapped[dict[str, str]] = mapped_column(JSON)  # what it is about, by language; may be empty
    places: Mapped[dict[str, str]] = mapped_column(JSON)  # where, by language
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    zone: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int]
    capacity: Mapped[int]
    seats_women: Mapped[int] = mapped_column(default=0)  # of the capacity, kept for women
    seats_youth: Mapped[int] = mapped_column(default=0)  # of the capacity, kept for people under 25
    public: Mapped[bool] = mapped_column(default=True)
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(12), default="draft")  # draft, open, cancelled, held
    edition: Mapped[int] = mapped_column(default=1)  # rises when it is moved or cancelled; also .ics SEQUENCE
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)

    area: Mapped[Area | None] = relationship()
    facilitator: Mapped[Staff | None] = relationship(foreign_keys=[facilitator_id])
    invitations: Mapped[list["Invitation"]] = relationship(back_populates="session", order_by="Invitation.id")


class Invitation(Base):
    """One person and one session: what she answered, and the seat she has. One row however often she answers."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("session_id", "citizen_id"),
        Index("ix_invitation_seat", "session_id", "seat", "queued_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("dialogue_session.id"))
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    source: Mapped[str] = mapped_column(String(12), default="invited")  # invited, link, desk
    answer: Mapped[str | None] = mapped_column(String(8))  # yes, no, maybe; None: silent
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    seat: Mapped[str | None] = mapped_column(String(8))  # open, women, youth (which kind of seat), waiting; None: none
    queued_at: Mapped[datetime | None] = mapped_column(Moment)  # since when she waits; earliest is promoted first
    needs_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # drawer "needs", under her data_key
    attended: Mapped[bool | None]

    session: Mapped[DialogueSession] = relationship(back_populates="invitations")
    citizen: Mapped[Citizen] = relationship()
    address: Mapped[AddressRow] = relationship()
