"""One person and one poll: each answer kept in its own turn, one response however often she answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.desk import Found
from civic import audience, people, polls
from civic.poll_flow import given, name_of
from civic.poll_form import MOST_CHOICES, PollForm
from storage.db import Store
from storage.people import AddressRow
from storage.polls import Poll, PollAnswer, PollResponse

DRAWER = "poll answer"
_ATTEMPTS = 5


def waiting(session: Session, store: Store, address: AddressRow) -> Sequence[Found]:
    """Open polls that she has not finished and that speak her language, those that close first first."""
    language = people.language_of(address.citizen)
    done = select(PollResponse.poll_id).where(
        PollResponse.citizen_id == address.citizen_id, PollResponse.done_at.is_not(None)
    )
    found = []
    for poll in session.scalars(polls.open_now(store.now()).where(Poll.id.not_in(done))):
        form = _form(poll)
        if language in form.languages:
            found.append(Found(name_of(poll.id), form.named(language)))
    return found[:MOST_CHOICES]


def coded(session: Session, store: Store, code: str) -> str | None:
    """The flow of the open poll with this code."""
    poll = session.scalars(polls.open_now(store.now()).where(Poll.code == code.upper())).first()
    return name_of(poll.id) if poll else None


def begin(session: Session, store: Store, address: AddressRow, poll_id: int) -> dict[str, Any]:
    """How she stands with it; see bot.desk.Desk.poll_begin. She has a response from now on, if it is open."""
    poll = session.get(Poll, poll_id)
    response = _hers(session, poll_id, address.citizen_id)
    if response is not None and response.done_at is not None:
        return {"state": "done", "given": {}}
    if poll is None or not polls.is_open(poll, store.now()):
        return {"state": "closed", "given": {}}
    if not audience.agrees(session, address.citizen_id, "polls"):
        return {"state": "ask", "given": _given(response, _form(poll))}
    begun = response is not None and bool(response.answers)
    return {"state": "again" if begun else "new", "given": _given(response, _form(poll))}


def answer(
    session: Session, store: Store, address: AddressRow, poll_id: int, question: str, value: Mapping[str, Any]
) -> bool:
    """Keep one answer; her newest holds until she has finished. False when it is closed or finished."""
    poll = session.get(Poll, poll_id)
    if poll is None or not polls.is_open(poll, store.now()):
        return False
    response = _response(session, store, address, poll)
    if response.done_at is not None:
        return False
    row = _answer(session, response, question)
    text = value.get("text")
    row.value = None if text is not None else dict(value)
    row.text_sealed = (
        None if text is None else store.vault.seal(str(text), drawer=DRAWER, key=people.key(address.citizen))
    )
    session.flush()
    _drop_unasked(session, response, _form(poll), question, value)
    return True


def finish(session: Session, store: Store, address: AddressRow, poll_id: int) -> int | None:
    """She has answered all; gives how many have. None when the poll closed before."""
    poll = session.get(Poll, poll_id)
    if poll is None or not polls.is_open(poll, store.now()):
        return None
    response = _response(session, store, address, poll)
    if response.done_at is None:
        response.done_at = store.now()
        session.flush()
    return answered(session, poll_id)


def answered(session: Session, poll_id: int) -> int:
    """How many people have finished it."""
    done = select(func.count()).where(PollResponse.poll_id == poll_id, PollResponse.done_at.is_not(None))
    return session.scalar(done) or 0


def words(store: Store, answer: PollAnswer) -> str:
    """What she wrote; nothing once she is erased."""
    key = answer.response.citizen.data_key
    return store.vault.read(answer.text_sealed, drawer=DRAWER, key=key) if key else ""


def _form(poll: Poll) -> PollForm:
    edition = polls.published(poll)
    return polls.form_of(edition) if edition else PollForm()


def _hers(session: Session, poll_id: int, citizen_id: int) -> PollResponse | None:
    mine = select(PollResponse).where(PollResponse.poll_id == poll_id, PollResponse.citizen_id == citizen_id)
    return session.scalars(mine.with_for_update()).one_or_none()  # two phones of hers take turns


def _response(session: Session, store: Store, address: AddressRow, poll: Poll) -> PollResponse:
    """Hers, made when there is none. Two workers may make it at once: one of them finds the other's."""
    for _attempt in range(_ATTEMPTS):
        if found := _hers(session, poll.id, address.citizen_id):
            return found
        try:
            with session.begin_nested():
                return _new(session, store, address, poll)
        except IntegrityError:
            continue
    raise RuntimeError("could not keep a response")


def _new(session: Session, store: Store, address: AddressRow, poll: Poll) -> PollResponse:
    edition = polls.published(poll)
    response = PollResponse(
        poll_id=poll.id,
        citizen_id=address.citizen_id,
        edition=edition.number if edition else 0,
        channel=address.channel,
        language=people.language_of(address.citizen),
        started_at=store.now(),
    )
    session.add(response)
    session.flush()
    return response


def _answer(session: Session, response: PollResponse, question: str) -> PollAnswer:
    kept = select(PollAnswer).where(PollAnswer.response_id == response.id, PollAnswer.question == question)
    row = session.scalars(kept).one_or_none()
    if row is None:  # the response is ours for this transaction: nobody else adds one
        row = PollAnswer(response_id=response.id, question=question)
        session.add(row)
    return row


def _drop_unasked(
    session: Session, response: PollResponse, form: PollForm, question: str, value: Mapping[str, Any]
) -> None:
    """She changed her mind: what she was asked only because of the earlier answer was not asked after all."""
    unasked = [
        other.id
        for other in form.questions
        if question in other.only_if and value.get("choice") not in other.only_if[question]
    ]
    if unasked:
        gone = delete(PollAnswer).where(PollAnswer.response_id == response.id, PollAnswer.question.in_(unasked))
        session.execute(gone)


def _given(response: PollResponse | None, form: PollForm) -> dict[str, Any]:
    """Her answers as the conversation has them."""
    if response is None:
        return {}
    known = {asked.id: asked for asked in form.questions}
    return {
        row.question: given(known[row.question], row.value or {}) for row in response.answers if row.question in known
    }


__all__ = ["DRAWER", "answer", "answered", "begin", "coded", "finish", "waiting", "words"]
