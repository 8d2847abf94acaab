"""Who sits at a session: answers taken one at a time, seats given, and those who waited moved up and told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from bot.vocabulary import YOUTH
from civic import audience, people, seats
from civic.seats import KEPT_FOR, SEATED, WAITING, Groups, Rules
from storage import inbox
from storage.audience import Profile
from storage.db import Store, dialect
from storage.people import AddressRow
from storage.sessions import DialogueSession, Invitation

PURPOSE = "invitations"  # the consent that all messages about sessions need
ANSWERS = frozenset({"yes", "no", "maybe"})
NEEDS_LIMIT = 500  # characters


@dataclass(frozen=True, slots=True)
class Seat:
    """What came of an answer: seat, waiting (then `position` counts from 1), no, maybe, over."""

    outcome: str
    position: int = 0


def lock(session: Session, session_id: int) -> DialogueSession | None:
    """Lock the session until the transaction ends and see it as it is now: seats change one answer at a time."""
    session.flush()
    locked = select(DialogueSession).where(DialogueSession.id == session_id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one_or_none()


def running(store: Store, meeting: DialogueSession) -> bool:
    """Whether people can still answer."""
    return meeting.state == "open" and meeting.starts_at > store.now()


def rules(meeting: DialogueSession) -> Rules:
    return Rules(meeting.capacity, meeting.seats_women, meeting.seats_youth)


def invitation_of(session: Session, session_id: int, citizen_id: int) -> Invitation | None:
    mine = select(Invitation).where(Invitation.session_id == session_id, Invitation.citizen_id == citizen_id)
    return session.scalars(mine.execution_options(populate_existing=True)).one_or_none()


def seated(session: Session, session_id: int) -> list[tuple[Invitation, Groups]]:
    """Those who have a seat, in the order they said yes, with the groups they belong to."""
    having = _grouped(session, session_id, SEATED)
    return sorted(having, key=lambda pair: (pair[0].queued_at or pair[0].answered_at, pair[0].id))


def waiting(session: Session, session_id: int) -> list[tuple[Invitation, Groups]]:
    """The waiting list, first come first."""
    return sorted(_grouped(session, session_id, (WAITING,)), key=lambda pair: (pair[0].queued_at, pair[0].id))


def answer(
    session: Session, store: Store, session_id: int, address: AddressRow, said: str, *, source: str = "link"
) -> Seat:
    """Take her answer, as often as she changes it. `source` is how she came to it, kept the first time."""
    if said not in ANSWERS:
        raise ValueError("an answer is yes, no or maybe")
    meeting = lock(session, session_id)
    if meeting is None or not running(store, meeting):
        return Seat("over")
    invitation = note(session, meeting, address, source)
    invitation.address, invitation.answer, invitation.answered_at = address, said, store.now()
    if said != "yes":
        invitation.seat = invitation.queued_at = invitation.needs_sealed = None
    elif invitation.seat is None:
        invitation.seat, invitation.queued_at = WAITING, store.now()
    promote(session, store, meeting, herself=invitation)
    return standing(session, invitation)


def note(session: Session, meeting: DialogueSession, address: AddressRow, source: str) -> Invitation:
    """Her row, made when she has none; two at once make one."""
    known = invitation_of(session, meeting.id, address.citizen_id)
    if known is None:
        row = {"session_id": meeting.id, "citizen_id": address.citizen_id, "address_id": address.id, "source": source}
        insert = postgresql.insert(Invitation) if dialect(session) == "postgresql" else sqlite.insert(Invitation)
        session.execute(insert.values(row).on_conflict_do_nothing())
        known = invitation_of(session, meeting.id, address.citizen_id)
    if known is None:
        raise RuntimeError("an invitation vanished")
    return known


def promote(
    session: Session, store: Store, meeting: DialogueSession, *, herself: Invitation | None = None
) -> list[Invitation]:
    """Give free seats to those who wait for them, in their order, and tell each. `herself` is told by her own turn.

    Who cannot be told (she wants no messages, or blocked us) is passed over: her seat would stay empty.
    """
    session.flush()
    if not running(store, meeting):
        return []
    sitting = seated(session, meeting.id)
    queue = waiting(session, meeting.id) if len(sitting) < meeting.capacity else []
    queue = [pair for pair in queue if pair[0] is herself or _can_be_told(session, pair[0])]
    lucky = [queue[place] for place in seats.fill(rules(meeting), _groups(sitting), _groups(queue))]
    together = [*sitting, *lucky]
    for (invitation, _group), kind in zip(together, seats.kinds(rules(meeting), _groups(together)), strict=True):
        invitation.seat = kind
    session.flush()
    told = [invitation for invitation, _group in lucky if invitation is not herself]
    for invitation in told:
        _tell(session, store, meeting, invitation)
    return told


def reconsider(session: Session, store: Store, citizen_id: int) -> None:
    """She told more of herself, or can be told again: a free seat may be hers now, or hers another one's."""
    hers = select(Invitation.session_id).where(Invitation.citizen_id == citizen_id, Invitation.seat.is_not(None))
    for session_id in sorted(session.scalars(hers)):
        if meeting := lock(session, session_id):
            promote(session, store, meeting)


def standing(session: Session, invitation: Invitation) -> Seat:
    """What she has at present; the outcome is "none" while she has not answered."""
    if invitation.seat == WAITING:
        ahead = [other.id for other, _groups in waiting(session, invitation.session_id)]
        return Seat("waiting", ahead.index(invitation.id) + 1)
    return Seat("seat") if invitation.seat else Seat(invitation.answer or "none")


def needs(session: Session, store: Store, session_id: int, citizen_id: int, text: str) -> None:
    """What she needs to take part, sealed; nothing when she needs nothing, or has no place."""
    invitation = invitation_of(session, session_id, citizen_id)
    if invitation is None or invitation.seat is None:
        return
    key = people.key(invitation.citizen)
    text = text.strip()[:NEEDS_LIMIT]
    invitation.needs_sealed = store.vault.seal(text, drawer="needs", key=key) if text else None


def needs_of(store: Store, invitation: Invitation) -> str:
    """For the facilitator and managers only."""
    key = invitation.citizen.data_key
    return store.vault.read(invitation.needs_sealed, drawer="needs", key=key) if key else ""


def _grouped(session: Session, session_id: int, kinds: Sequence[str]) -> list[tuple[Invitation, Groups]]:
    found = (
        select(Invitation, Profile.sex, Profile.age_band)
        .outerjoin(Profile, Profile.citizen_id == Invitation.citizen_id)
        .where(Invitation.session_id == session_id, Invitation.seat.in_(kinds))
        .options(joinedload(Invitation.citizen), joinedload(Invitation.address))
        .execution_options(populate_existing=True)
    )
    return [(row, groups_of(row, sex, age_band)) for row, sex, age_band in session.execute(found)]


def groups_of(invitation: Invitation, sex: str | None, age_band: str | None) -> Groups:
    """Which kept seats are hers to take: by her own words, or because she has one already."""
    said = {seats.WOMEN: sex == "woman", seats.YOUTH: age_band in YOUTH}
    return frozenset(group for group in KEPT_FOR if said[group] or invitation.seat == group)


def _groups(pairs: Sequence[tuple[Invitation, Groups]]) -> list[Groups]:
    return [groups for _invitation, groups in pairs]


def _can_be_told(session: Session, invitation: Invitation) -> bool:
    return invitation.address.reachable and audience.agrees(session, invitation.citizen_id, PURPOSE)


def _tell(session: Session, store: Store, meeting: DialogueSession, invitation: Invitation) -> None:
    inbox.start(
        session,
        store,
        invitation.address,
        flow="promoted",
        answers={"session": str(meeting.id)},
        purpose=PURPOSE,
        expires_at=meeting.starts_at,
    )
