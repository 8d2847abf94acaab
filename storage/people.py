"""Citizens, where they can be reached, and what they agreed to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.db import Base
from storage.types import BigId, Moment


class Citizen(Base):
    """One person. Officials see the handle, never the address or the name."""

    __tablename__ = "citizen"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    handle: Mapped[str] = mapped_column(String(16), unique=True)  # random, sayable: "K7F2-PM"
    language: Mapped[str | None] = mapped_column(String(8))  # None until she chose
    data_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # wrapped; None once erased
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # drawer "name", under data_key
    stopped_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)

    addresses: Mapped[list["AddressRow"]] = relationship(back_populates="citizen")


class AddressRow(Base):
    """Where one citizen is reached on one channel."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "lookup"), Index("ix_address_citizen", "citizen_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"))
    channel: Mapped[str] = mapped_column(String(16))
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32))  # vault.digest("address", channel, id)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # the id; drawer "address", under data_key
    reachable: Mapped[bool] = mapped_column(default=True)  # False after "blocked", until she writes again
    last_inbound_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)

    citizen: Mapped[Citizen] = relationship(back_populates="addresses")


class Consent(Base):
    """What she agreed to or withdrew, when and how. The newest row of a purpose holds; rows are never edited."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_citizen", "citizen_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"))
    purpose: Mapped[str] = mapped_column(String(16))  # "report", "invitations", "polls", "all"
    given: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(16))
    notice: Mapped[str] = mapped_column(String(32))  # edition and language of the words she was shown
    at: Mapped[datetime] = mapped_column(Moment)
