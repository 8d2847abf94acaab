"""Polls: what is asked (frozen once published), and what people answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.audience import Segment
from storage.db import Base
from storage.people import Citizen
from storage.types import BigId, Moment


class Poll(Base):
    """A short questionnaire. Its words and questions live in editions; the newest published one is asked."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")  # draft, published, closed
    zone: Mapped[str] = mapped_column(String(40))
    opens_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    segment_id: Mapped[int | None] = mapped_column(
        ForeignKey("segment.id")
    )  # None: reached by menu, code and link only
    public: Mapped[bool] = mapped_column(default=True)  # results on the public page after closing
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)

    segment: Mapped[Segment | None] = relationship()
    editions: Mapped[list["PollEdition"]] = relationship(back_populates="poll", order_by="PollEdition.number")


class PollEdition(Base):
    """One wording of a poll. A draft is edited in place; a published one never changes again."""

    __tablename__ = "poll_edition"
    __table_args__ = (UniqueConstraint("poll_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)  # see civic/poll_form.py
    published_at: Mapped[datetime | None] = mapped_column(Moment)

    poll: Mapped[Poll] = relationship(back_populates="editions")


class PollResponse(Base):
    """One person's answers to one poll: one row however often and from wherever she answers."""

    __tablename__ = "poll_response"
    __table_args__ = (UniqueConstraint("poll_id", "citizen_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"))
    citizen_id: Mapped[int] = mapped_column(ForeignKey("citizen.id"))
    edition: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)

    citizen: Mapped[Citizen] = relationship()
    answers: Mapped[list["PollAnswer"]] = relationship(back_populates="response")


class PollAnswer(Base):
    """One answer, kept as it is given. Her newest word holds while she is still answering."""

    __tablename__ = "poll_answer"
    __table_args__ = (UniqueConstraint("response_id", "question"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("poll_response.id"))
    question: Mapped[str] = mapped_column(String(12))  # the question's own id, the same in every edition
    value: Mapped[dict[str, Any] | None] = mapped_column(
        JSON
    )  # {"choice": id}, {"choices": [id]}, {"number": n}, {"skipped": true}
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # short text; drawer "poll answer", her data_key

    response: Mapped[PollResponse] = relationship(back_populates="answers")
