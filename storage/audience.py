"""Who people are, in their own words, and the groups that staff speak to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
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
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)  # of bot.vocabulary.COMES_AS
    zone: Mapped[str | None] = mapped_column(String(40))  # her time zone; None: the programme's
    source: Mapped[str] = mapped_column(String(60), default="herself")  # where it comes from; imports name their list
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
