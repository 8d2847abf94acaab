"""Who people are, in their own words, and the groups that staff speak to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.db import Base
from storage.people import Citizen
from storage.types import BigId, Moment


class Profile(Base):
    """What a citizen said of herself. None: not asked; "refused": she would rather not say; "unknown": asked
    elsewhere and not known. The three are never added up."""

    __tablename__ = "profile"

    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"), primary_key=True)
    sex: Mapped[str | None] = mapped_column(String(8))  # woman, man, refused, unknown
    age_band: Mapped[str | None] = mapped_column(String(8))  # of bot.vocabulary.AGE_BANDS, refused, unknown
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    area_told: Mapped[str | None] = mapped_column(String(8))  # refused, unknown; None: area_id says it, or not asked
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)  # of COMES_AS, or "refused"; [] is not asked
    zone: Mapped[str | None] = mapped_column(String(40))  # her time zone; None: the programme's
    source: Mapped[str] = mapped_column(String(60), default="")  # who said so: "list 12, herself"; "" nobody yet
    updated_at: Mapped[datetime] = mapped_column(Moment)

    citizen: Mapped[Citizen] = relationship()


class Segment(Base):
    """A saved group, counted anew each time. Conditions of one kind are alternatives, of different kinds all hold."""

    __tablename__ = "segment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)  # {areas: [id], roles, sexes, ages, languages, channels: [..]}
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)


class ContactList(Base):
    """A list of people that staff brought from elsewhere: what they agreed to and where, and what became of it."""

    __tablename__ = "contact_list"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))  # as staff call it
    agreed_where: Mapped[str] = mapped_column(String(400))  # where, when and how these people agreed, in staff's words
    purposes: Mapped[list[str]] = mapped_column(JSON)  # what they agreed to, of bot.vocabulary.PURPOSES
    region: Mapped[str] = mapped_column(String(2))  # country of numbers that do not name theirs, ISO 3166
    channel: Mapped[str] = mapped_column(String(16))  # of rows that do not name one
    state: Mapped[str] = mapped_column(String(12), default="checked")  # checked, imported, dropped
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # its rows; drawer "list"; then the broken ones; 72 hours
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # rows by what became of them
    created_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
