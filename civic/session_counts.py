"""How a session stands, for staff: invited, reached, answered, seats by group, needs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from civic import broadcasts, seating, seats
from civic.progress import Progress
from storage.audience import Profile
from storage.broadcasts import Broadcast
from storage.db import Store
from storage.sessions import DialogueSession, Invitation


@dataclass(frozen=True, slots=True)
class Counts:
    """People. `invited` and `reached` by our own messages; others came by a link."""

    invited: int
    reached: int
    answers: Mapping[str, int]  # yes, no, maybe
    kinds: Mapping[str, int]  # open, women, youth, waiting: how many have one
    sexes: Mapping[str, int]  # of those with a seat: woman, man, refused, unknown, "" for not asked
    ages: Mapping[str, int]
    attended: int
    needs: int  # people with a place who need something

    @property
    def seated(self) -> int:
        return sum(self.kinds.get(kind, 0) for kind in seats.SEATED)

    @property
    def waiting(self) -> int:
        return self.kinds.get(seats.WAITING, 0)

    @property
    def answered(self) -> int:
        return sum(self.answers.values())


def counts(session: Session, meeting: DialogueSession) -> Counts:
    sent = [broadcasts.progress(session, each.id) for each in invitations(session, meeting)]
    rows = session.execute(
        select(Invitation.answer, Invitation.seat, Invitation.attended, Profile.sex, Profile.age_band, func.count())
        .outerjoin(Profile, Profile.citizen_id == Invitation.citizen_id)
        .where(Invitation.session_id == meeting.id)
        .group_by(Invitation.answer, Invitation.seat, Invitation.attended, Profile.sex, Profile.age_band)
    ).all()
    answers, kinds = Counter[str](), Counter[str]()
    sexes, ages, attended = Counter[str](), Counter[str](), 0
    for answer, seat, came, sex, age_band, n in rows:
        answers[answer or ""] += n
        kinds[seat or ""] += n
        attended += n if came else 0
        if seat in seats.SEATED:
            sexes[sex or ""] += n
            ages[age_band or ""] += n
    del answers[""], kinds[""]
    return Counts(
        sum(one.planned for one in sent),
        sum(one.reached for one in sent),
        answers, kinds, sexes, ages, attended,
        _needing(session, meeting.id),
    )  # fmt: skip


def _needing(session: Session, session_id: int) -> int:
    needing = select(func.count()).where(Invitation.session_id == session_id, Invitation.needs_sealed.is_not(None))
    return session.scalar(needing) or 0


def taken(session: Session, session_ids: Sequence[int]) -> Mapping[int, int]:
    """How many seats of each of these sessions are given."""
    given = select(Invitation.session_id, func.count()).where(
        Invitation.session_id.in_(session_ids), Invitation.seat.in_(seats.SEATED)
    )
    return {row[0]: row[1] for row in session.execute(given.group_by(Invitation.session_id))}


def invitations(session: Session, meeting: DialogueSession) -> Sequence[Broadcast]:
    """The invitations that were planned, latest first."""
    sent = select(Broadcast).where(Broadcast.kind == "invitation", Broadcast.subject_id == meeting.id)
    return session.scalars(sent.options(joinedload(Broadcast.segment)).order_by(Broadcast.id.desc())).all()


def news(session: Session, meeting: DialogueSession) -> Sequence[tuple[Broadcast, Progress]]:
    """All that was planned to be sent about it, latest first, and how far each has come."""
    sent = select(Broadcast).where(Broadcast.kind.in_(broadcasts.SESSION_KINDS), Broadcast.subject_id == meeting.id)
    found = session.scalars(sent.options(joinedload(Broadcast.segment)).order_by(Broadcast.id.desc())).all()
    return [(each, broadcasts.progress(session, each.id)) for each in found]


@dataclass(frozen=True, slots=True)
class Guest:
    """One person on the list at the door: by handle, never by name."""

    invitation_id: int
    handle: str
    seat: str
    attended: bool | None
    needs: str


def guests(session: Session, store: Store, meeting: DialogueSession, *, with_needs: bool) -> list[Guest]:
    """Those with a seat by handle, then those who wait in their order."""
    seated = sorted(seating.seated(session, meeting.id), key=lambda pair: pair[0].citizen.handle)
    rows = [row for row, _groups in [*seated, *seating.waiting(session, meeting.id)]]
    return [
        Guest(
            row.id,
            row.citizen.handle,
            row.seat or "",
            row.attended,
            seating.needs_of(store, row) if with_needs and row.needs_sealed else "",
        )
        for row in rows
    ]
