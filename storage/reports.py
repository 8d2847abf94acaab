"""Reports, their history and their attachments. Citizens' words are sealed under their own keys."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.db import Base
from storage.office import Area, Office, Staff
from storage.people import AddressRow, Citizen
from storage.types import BigId, Moment


class Report(Base):
    """One matter that a citizen brought: a complaint, a question, an idea, thanks."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("inbox_id", "n"),  # one turn files a report once, however often it is worked
        Index("ix_report_office", "office_id", "state", "id"),
        Index("ix_report_citizen", "citizen_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)  # digits only; shown as 482-913-5074
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    n: Mapped[int] = mapped_column(default=0)
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))  # answers go back where it came from
    language: Mapped[str] = mapped_column(String(8))  # as she wrote it
    kind: Mapped[str] = mapped_column(String(12))  # of bot.vocabulary.KINDS
    problem: Mapped[str] = mapped_column(String(16))  # of bot.vocabulary.PROBLEMS
    severity: Mapped[str] = mapped_column(String(12))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    precision: Mapped[str] = mapped_column(String(8))  # "exact" (a pin), "area" (a name we know), "words"
    place_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # JSON {said, lat, lon}; drawer "report place"
    details_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # her own words, never edited; "report details"
    anonymous: Mapped[bool] = mapped_column(default=True)  # the office may not see her name
    state: Mapped[str] = mapped_column(String(12))  # of bot.vocabulary.STATES
    priority: Mapped[int] = mapped_column(default=0)  # raised when she says it is not fixed
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)  # an answer is promised by
    answered_at: Mapped[datetime | None] = mapped_column(Moment)  # first words from a person of the office
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)  # claimed by the office
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed: Mapped[str | None] = mapped_column(
        String(8)
    )  # her word: "yes", "partly", "no"; None: not asked or silent
    reopened: Mapped[int] = mapped_column(default=0)  # times

    citizen: Mapped[Citizen] = relationship()
    address: Mapped[AddressRow] = relationship()
    area: Mapped[Area | None] = relationship()
    office: Mapped[Office] = relationship()
    assignee: Mapped[Staff | None] = relationship()
    updates: Mapped[list["Update"]] = relationship(back_populates="report", order_by="Update.id")
    attachments: Mapped[list["Attachment"]] = relationship(back_populates="report", order_by="Attachment.id")


class Update(Base):
    """One line of a report's history. Rows are never edited."""

    __tablename__ = "report_update"
    __table_args__ = (Index("ix_update_report", "report_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(12))  # filed, reply, note, state, assign, words, confirm
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # None: the citizen, or the product
    by_citizen: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str | None] = mapped_column(String(12))  # the state after it, when it changed
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # drawer "update", under the citizen's data_key
    public: Mapped[bool] = mapped_column(default=True)  # False: an internal note

    report: Mapped[Report] = relationship(back_populates="updates")
    staff: Mapped[Staff | None] = relationship()


class Attachment(Base):
    """A photo or a voice note. The file lies sealed in the media folder under a random name."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_report", "report_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    channel: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(8))  # photo, voice
    ref_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # JSON of bot.messages.Media; drawer "media ref"; None once fetched
    state: Mapped[str] = mapped_column(String(8), default="waiting")  # waiting, ready, refused
    reason: Mapped[str | None] = mapped_column(String(60))
    mime: Mapped[str] = mapped_column(String(60), default="")  # as sniffed, not as claimed
    file: Mapped[str | None] = mapped_column(String(64))  # random name in the media folder; drawer "media", data_key
    size: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)

    report: Mapped[Report] = relationship(back_populates="attachments")


class PrivateReport(Base):
    """A sensitive report: kept apart, under a key of its own, opened by the focal point only, each time on record."""

    __tablename__ = "private_report"
    __table_args__ = (UniqueConstraint("inbox_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id"))
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary
    )  # JSON {text, media, channel, address, language}; drawer "private"
    safe_to_reply: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), default="received")  # received, opened, closed
    created_at: Mapped[datetime] = mapped_column(Moment)
