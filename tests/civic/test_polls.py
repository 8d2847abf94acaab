"""A poll from its draft to its results, on real tables."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import dialogue
from bot.messages import Address, Inbound
from bot.place import Place
from civic import audience, people, poll_answers, polls
from civic.desk import CivicDesk
from civic.poll_form import Asked, PollForm
from civic.poll_results import results, written
from civic.programme import Programme
from flows import BOOK
from storage.audience import Segment
from storage.broadcasts import Broadcast
from storage.db import Store
from storage.people import AddressRow
from storage.polls import Poll, PollAnswer, PollResponse
from tests.civic.conftest import a_citizen
from tests.clock import Clock
from tests.polls import SAMPLE, a_poll, worded


class Phone:
    """One citizen in front of the real desk. Her place is kept between turns as the relay keeps it."""

    def __init__(self, store: Store, programme: Programme, number: int = 1, language: str = "en") -> None:
        self.store, self.programme, self.kept = store, programme, ""
        self.address = Address("sms", f"+96477000{number:05}")
        with store.session() as session:
            row = a_citizen(session, store, language, self.address.id)
            audience.agree(session, store, row, "polls", True, "keyword")

    def row(self, session: Session) -> AddressRow:
        return people.meet(session, self.store, self.address)

    def desk(self, session: Session) -> CivicDesk:
        row = self.row(session)
        return CivicDesk(session, self.store, row.citizen, row, self.programme, inbox_id=0, channel="sms")

    def say(self, *lines: str) -> str:
        """Send these one after the other; gives what came back to the last."""
        said = ""
        for line in lines:
            with self.store.session() as session:
                book = polls.shelf(BOOK, session)
                at = Place.from_json(self.kept) if self.kept else None
                turn = dialogue.respond(book, at, Inbound(self.address, "1", line), self.desk(session))
                self.kept, said = turn.at.to_json(), "\n".join(reply.text for reply in turn.replies)
        return said

    def asked(self, poll_id: int) -> str:
        """The office begins the poll."""
        with self.store.session() as session:
            at = Place.from_json(self.kept) if self.kept else None
            turn = dialogue.open(polls.shelf(BOOK, session), at, f"poll-{poll_id}", {}, self.desk(session))
            self.kept = turn.at.to_json()
            return "\n".join(reply.text for reply in turn.replies)

    def answers(self) -> dict[str, object]:
        with self.store.read() as session:
            mine = select(PollAnswer).join(PollResponse).where(PollResponse.citizen_id == self.row(session).citizen_id)
            return {row.question: row.value or poll_answers.words(self.store, row) for row in session.scalars(mine)}


@pytest.fixture
def phone(store: Store, programme: Programme) -> Phone:
    return Phone(store, programme)


@pytest.fixture
def poll_id(store: Store) -> int:
    with store.session() as session:
        return a_poll(session, store).id


def change(store: Store, poll_id: int, form: PollForm) -> None:
    """A corrected edition, published."""
    with store.session() as session:
        poll = session.get_one(Poll, poll_id)
        polls.correct(session, store, poll, None)
        polls.save(session, poll, form)
        polls.publish(session, store, poll, None)


def test_a_whole_poll(phone: Phone, poll_id: int) -> None:
    assert "Water at home" in phone.asked(poll_id)
    assert "Question 2 of 5" in phone.say("2")
    assert "Question 3 of 5" in phone.say("1 3")
    assert "Question 4 of 5" in phone.say("0")
    assert "Question 5 of 5" in phone.say("5")
    assert "Answers so far: 1" in phone.say("Repair the main pipe")
    assert phone.answers() == {
        "q1": {"choice": "c2"},
        "q2": {"choices": ["c1", "c3"]},
        "q3": {"number": 0},
        "q4": {"choice": "c5"},
        "q5": "Repair the main pipe",
    }
    assert "answered these questions already" in phone.asked(poll_id)


def test_a_condition_skips_and_a_change_of_mind_takes_back_what_hung_on_it(phone: Phone, poll_id: int) -> None:
    phone.asked(poll_id)
    phone.say("2", "1 3")
    assert phone.answers().keys() == {"q1", "q2"}
    phone.say("back", "back")
    assert "Question 3 of 5" in phone.say("1")
    assert phone.answers() == {"q1": {"choice": "c1"}}


def test_what_is_skipped_is_an_answer_too(phone: Phone, poll_id: int) -> None:
    phone.asked(poll_id)
    phone.say("1", "skip", "0", "skip")
    assert [phone.answers()[id] for id in ("q3", "q4", "q5")] == [{"skipped": True}] * 3


def test_she_stops_in_the_middle_and_goes_on_where_she_was(phone: Phone, poll_id: int) -> None:
    phone.asked(poll_id)
    phone.say("2", "2", "menu")
    assert phone.answers().keys() == {"q1", "q2"}
    again = phone.asked(poll_id)
    assert "not answered all questions yet" in again
    assert "Question 3 of 5" in again


def test_reached_by_its_code_and_from_the_menu(phone: Phone, store: Store, poll_id: int) -> None:
    with store.read() as session:
        code = session.get_one(Poll, poll_id).code
    with store.session() as session:
        people.record_consent(session, store, phone.row(session), "report", True)
        audience.agree(session, store, phone.row(session), "polls", False, "keyword")
    assert "May we ask you now" in phone.say(f"JOIN p-{code.lower()}")
    assert "Question 1 of 5" in phone.say("yes")
    with store.read() as session:
        assert audience.agrees(session, phone.row(session).citizen_id, "polls")
    assert "Which questions" in phone.say("menu", "5")
    assert "Question 1 of 5" in phone.say("1")
    assert "no open questions" in phone.say("JOIN p-AAAAAAAA")


def test_a_corrected_edition_takes_her_along(phone: Phone, store: Store, poll_id: int) -> None:
    """Words mended, a question put in before hers, another taken out: no answer is lost, none is mistaken."""
    phone.asked(poll_id)
    phone.say("1", "6")
    q1, q2, q3, q4, q5 = SAMPLE.questions
    new = Asked("q6", "number", {"en": "How many people live with you?", "ar": "كم؟", "km": "ប៉ុន្មាន?"}, most=30)
    mended = worded(q4, "How clean is the water?")
    change(store, poll_id, replace(SAMPLE, questions=(q1, q2, q3, new, mended, q5)))
    assert "Question 4 of 6" in phone.say("5")  # to the question that she saw: kept, and the new one is put first
    assert "Question 6 of 6" in phone.say("9")
    assert phone.answers()["q4"] == {"choice": "c5"}
    assert phone.answers()["q6"] == {"number": 9}
    change(store, poll_id, replace(SAMPLE, questions=(q1, q2, q3, new, mended)))
    assert "Thank you. Answers so far" in phone.say("Repair it")
    assert phone.answers().keys() == {"q1", "q3", "q4", "q6"}


def test_it_closes_while_she_answers(phone: Phone, store: Store, poll_id: int, clock: Clock) -> None:
    phone.asked(poll_id)
    phone.say("1")
    clock.travel(days=8)
    assert "closed now" in phone.say("6")
    assert phone.answers().keys() == {"q1"}
    assert "closed now" in phone.asked(poll_id)
    assert "no questions for you" in phone.say("JOIN p-x", "/start p-1234").replace(
        "open questions under", "questions for you"
    )


def test_one_response_under_fifty_copies(phone: Phone, store: Store, poll_id: int) -> None:
    def answer(n: int) -> bool:
        with store.session() as session:
            row = phone.row(session)
            kept = poll_answers.answer(session, store, row, poll_id, "q1", {"choice": f"c{n % 2 + 1}"})
            poll_answers.finish(session, store, row, poll_id)
            return kept

    with ThreadPoolExecutor(10) as pool:
        kept = list(pool.map(answer, range(50)))
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(PollResponse)) == 1
        assert session.scalar(select(func.count()).select_from(PollAnswer)) == 1
        assert poll_answers.answered(session, poll_id) == 1
    assert kept.count(True) == 1  # the first finished it; the others came too late


def test_a_draft_is_kept_however_unfinished_and_not_published(store: Store) -> None:
    with store.session() as session:
        poll = polls.create(session, store, None, PollForm(), "Asia/Baghdad")
        with pytest.raises(polls.NotReady) as refused:
            polls.publish(session, store, poll, None)
        assert len(refused.value.faults) >= 3
        polls.save(session, poll, replace(SAMPLE, title={}))
    with store.read() as session:
        kept = session.scalars(select(Poll)).one()
        assert kept.state == "draft"
        assert polls.form_of(kept.editions[0]) == replace(SAMPLE, title={})


def test_what_is_published_is_frozen(store: Store, poll_id: int) -> None:
    with store.session() as session:
        poll = session.get_one(Poll, poll_id)
        with pytest.raises(polls.Frozen):
            polls.save(session, poll, PollForm())
        with pytest.raises(polls.Frozen):
            polls.schedule(session, poll, opens_at=None, closes_at=None, segment=None, public=False)
        with pytest.raises(polls.Frozen):
            polls.publish(session, store, poll, None)


def test_a_correction_may_not_mix_answers(store: Store, poll_id: int) -> None:
    q1, *others = SAMPLE.questions
    with store.session() as session:
        poll = session.get_one(Poll, poll_id)
        polls.correct(session, store, poll, None)
        polls.save(session, poll, replace(SAMPLE, questions=(replace(q1, kind="several"), *others)))
        assert any("another kind" in fault.words for fault in polls.faults(session, poll, store.now()))


def test_a_segment_that_speaks_another_language(store: Store) -> None:
    with store.session() as session:
        a_citizen(session, store, "fr")
        segment = Segment(name="All", rules={}, created_at=store.now())
        session.add(segment)
        session.flush()
        with pytest.raises(polls.NotReady) as refused:
            a_poll(session, store, segment=segment)
    assert [(fault.words, fault.blanks) for fault in refused.value.faults] == [
        ("The group speaks {language} too (people: {people}), and the poll has no words in it.",
         {"language": "Français", "people": 1})
    ]  # fmt: skip


def test_publishing_for_a_group_plans_it_once(store: Store) -> None:
    with store.session() as session:
        segment = Segment(name="All", rules={}, created_at=store.now())
        session.add(segment)
        session.flush()
        poll = a_poll(session, store, segment=segment)
        poll_id = poll.id
    change(store, poll_id, replace(SAMPLE, title={**SAMPLE.title, "en": "Water"}))
    with store.read() as session:
        planned = session.scalars(select(Broadcast)).one()
        assert (planned.kind, planned.subject_id, planned.purpose) == ("poll", poll_id, "polls")
        assert planned.expires_at == session.get_one(Poll, poll_id).closes_at


def test_one_reminder_a_day_before_it_closes(store: Store, poll_id: int, clock: Clock) -> None:
    with store.read() as session:
        assert polls.due_reminders(session, store.now()) == []
        clock.travel(days=6, minutes=1)
        (due,) = polls.due_reminders(session, store.now())
        assert due.nominal_at + timedelta(days=1) == session.get_one(Poll, poll_id).closes_at
        assert due.kind == "poll_reminder"
        clock.travel(days=1)
        assert polls.due_reminders(session, store.now()) == []


def test_results_hide_what_is_small(store: Store, programme: Programme, poll_id: int) -> None:
    for n in range(1, 13):
        phone = Phone(store, programme, n, "ar" if n > 9 else "en")
        phone.asked(poll_id)
        phone.say(
            "1" if n <= 10 else "2", *(["1"] if n > 10 else []), str(n), "3", "Words of hers" if n < 6 else "skip"
        )
    with store.read() as session:
        found = results(session, session.get_one(Poll, poll_id), "en")
        assert (found.answered.n, found.began.n, found.invited.n, found.rate) == (12, 12, 0, None)
        water, tanker, hours, how, change_first = found.questions
        assert [row.count.n for row in water.rows] == [None, None]  # 10 and 2: the 10 would tell the 2
        assert water.given.n == 12
        assert tanker.given.few
        assert hours.middle == 6
        assert [row.percent for row in how.rows] == [0, 0, 100, 0, 0]
        assert (change_first.given.n, change_first.skipped.n) == (5, 7)
        assert [count.n for count in found.languages.values()] == [None, None]
        assert written(session, store, poll_id, "q5") == ["Words of hers"] * 5


def test_results_go_back_once_and_only_when_it_is_over(store: Store, phone: Phone, poll_id: int, clock: Clock) -> None:
    with store.session() as session:
        poll = session.get_one(Poll, poll_id)
        assert polls.send_results(session, store, poll, None) is None
        assert phone.desk(session).poll_results(str(poll_id)) is None
    clock.travel(days=8)
    with store.session() as session:
        poll = session.get_one(Poll, poll_id)
        assert polls.send_results(session, store, poll, None) is not None
        assert polls.send_results(session, store, poll, None) is None
        told = phone.desk(session).poll_results(str(poll_id))
        assert told
        assert told["title"] == "Water at home"


def test_her_words_are_sealed(phone: Phone, store: Store, poll_id: int) -> None:
    phone.asked(poll_id)
    phone.say("1", "6", "3", "The inspector asked for money")
    with store.read() as session:
        row = session.scalars(select(PollAnswer).where(PollAnswer.question == "q5")).one()
        assert row.value is None
        assert b"inspector" not in (row.text_sealed or b"")
        row.response.citizen.data_key = None
        assert poll_answers.words(store, row) == ""
