"""Areas, offices, the people who work there, and the record of what they looked at."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.db import Base
from storage.types import BigId, Moment


class Area(Base):
    """One node of the tree of places: country, province, district, ..."""

    __tablename__ = "area"
    __table_args__ = (Index("ix_area_parent", "parent_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)  # ours or the nation's: "iq-anb-ramadi", "0102"
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    level: Mapped[str] = mapped_column(String(24))
    names: Mapped[dict[str, str]] = mapped_column(JSON)  # by language; "en" always
    variants: Mapped[list[str]] = mapped_column(JSON, default=list)  # other spellings people use
    lat: Mapped[float | None]  # a rough centre, WGS 84 degrees
    lon: Mapped[float | None]

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


class Office(Base):
    """A public office: the area it serves (with all below) and the service groups it answers for."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    groups: Mapped[list[str]] = mapped_column(JSON)  # of bot.vocabulary.GROUPS

    area: Mapped[Area] = relationship()

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


class Staff(Base):
    """Someone who works at the desk."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(24))  # of admin.permissions.ROLES
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))  # None sees every office
    language: Mapped[str] = mapped_column(String(8), default="en")
    password_hash: Mapped[str] = mapped_column(String(200))  # argon2id
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)  # wrong passwords in a row
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)

    office: Mapped[Office | None] = relationship()


class StaffSession(Base):
    """One browser that is logged in. Deleting or revoking the row logs it out at its next request."""

    __tablename__ = "staff_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)  # sha256 of the cookie's token
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    staff: Mapped[Staff] = relationship()


class LogEntry(Base):
    """What staff did or looked at. Only ever added to."""

    __tablename__ = "log_entry"
    __table_args__ = (Index("ix_log_subject", "subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(40))  # "login", "open private", "reply", ...
    subject: Mapped[str] = mapped_column(String(60), default="")  # "report 12"; never a name or an address
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
