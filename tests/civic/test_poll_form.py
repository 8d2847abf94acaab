"""Each way in which a poll can be wrong and the sentence that says so; and that what passes can be played."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import dialogue, proof
from bot.channels import NAMES
from bot.flow import bind
from bot.place import NOWHERE
from bot.words import Voice
from civic import poll_faults, poll_preview
from civic.poll_flow import compiled
from civic.poll_form import KINDS, Asked, PollForm
from civic.programme import Programme
from flows import BOOK
from tests.fakes import FakeDesk, heard
from tests.polls import SAMPLE

YES_NO = ({"en": "Yes"}, {"en": "No"})
PROGRAMME = Programme({"en": "City Voice", "ar": "صوت المدينة"}, "0800 123", "UTC", ("en", "ar", "km"))


def form(*questions: Asked, **more: Any) -> PollForm:
    return PollForm(**{"languages": ("en",), "title": {"en": "Water"}, "questions": questions, **more})


def asked(id: str = "q1", kind: str = "single", **more: Any) -> Asked:
    return Asked(id, **{"kind": kind, "words": {"en": "Well?"}, "choices": YES_NO, **more})


def said(poll: PollForm) -> list[tuple[int, str]]:
    return [(fault.question, Voice("en").say(fault.words, **fault.blanks)) for fault in poll_faults.check(poll, 1)]


WRONG: list[tuple[PollForm, int, str]] = [
    (form(asked(), languages=()), 0, "at least one language"),
    (form(asked(), title={}), 0, "title is missing in English"),
    (form(asked(), title={"en": "x" * 81}), 0, "title is too long in English: at most 80"),
    (form(), 0, "no question yet"),
    (form(*(asked(f"q{n}") for n in range(1, 12))), 0, "more than 10 questions"),
    (form(asked(words={})), 1, "words are missing in English"),
    (form(asked(choices=({"en": "Yes"},))), 1, "At least two choices"),
    (form(asked(choices=tuple({"en": str(n)} for n in range(8)))), 1, "more than 7 choices"),
    (form(asked(choices=({"en": "Yes"}, {"ar": "لا"}))), 1, "Choice 2 is missing in English"),
    (form(asked(choices=({"en": "Yes"}, {"en": "YES "}))), 1, "Two choices are the same in English: YES"),
    (form(asked(kind="number", least=10, most=10)), 1, "smallest number must be below"),
    (form(asked(kind="number", least=0, most=10000)), 1, "smallest number must be below"),
    (form(asked(choices=({"en": "Yes"}, {"en": "x" * 65}))), 1, "choice is too long (at most 64"),
    (form(asked(words={"en": "x " * 500})), 1, "SMS parts: 7, at most 6"),
    (form(asked(), asked("q2"), asked("q3", only_if={"q1": ["c1"], "q2": ["c1"]})), 3, "two different questions"),
    (form(asked(), asked("q2", only_if={"q3": ["c1"]}), asked("q3")), 2, "a question that comes later"),
    (form(asked(only_if={"q1": ["c1"]})), 1, "a question that comes later"),
    (form(asked(), asked("q2", only_if={"q9": ["c1"]})), 2, "a question that comes later"),
    (form(asked(kind="scale"), asked("q2", only_if={"q1": ["c1"]})), 2, "question 1, which is not a single choice"),
    (form(asked(), asked("q2", only_if={"q1": ["c3"]})), 2, "choice of question 1 that is not there"),
    (
        form(asked(), asked("q2", only_if={"q1": ["c1"]}), asked("q3", only_if={"q2": ["c1"]})),
        3,
        "question 2, which not everybody is asked",
    ),
    (form(asked(), asked("q2", only_if={"q1": []})), 2, "Nobody would ever be asked this"),
]


@pytest.mark.parametrize(("poll", "question", "words"), WRONG, ids=[words for _poll, _question, words in WRONG])
def test_what_is_wrong_is_said(poll: PollForm, question: int, words: str) -> None:
    assert any(at == question and words in sentence for at, sentence in said(poll)), said(poll)


def test_the_sample_may_be_asked() -> None:
    assert said(SAMPLE) == []
    assert PollForm.from_json(SAMPLE.to_json()) == SAMPLE


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("if_q2 speaks of ['q1'] before it is known", "question 1, which not everybody is asked"),
        ("q2 is never reached", "Nobody would ever be asked this"),
        ("if_q2 forks on ['x'], which nobody can choose", "choice of question 1 that is not there"),
    ],
)
def test_the_proof_is_put_in_words_of_the_trade(monkeypatch: pytest.MonkeyPatch, reason: str, words: str) -> None:
    """Also what the checks before it find first."""

    def broken(_form: PollForm, _poll_id: int) -> None:
        raise proof.Broken(f"poll-1: {reason}")

    monkeypatch.setattr(poll_faults, "compiled", broken)
    (fault,) = said(form(asked(), asked("q2", only_if={"q1": ["c1"]})))
    assert fault[0] == 2
    assert words in fault[1]


@pytest.mark.parametrize("channel", NAMES)
@pytest.mark.parametrize("language", SAMPLE.languages)
def test_the_preview_is_what_is_sent(channel: str, language: str) -> None:
    flow = compiled(SAMPLE, 1)
    shown = poll_preview.shown(SAMPLE, flow, language, channel, PROGRAMME)
    assert [one.question for one in shown] == [0, 1, 2, 3, 4, 5]
    desk = FakeDesk(language=language, org=PROGRAMME.name(language))
    turn = dialogue.open(bind((*BOOK.values(), flow)), NOWHERE, "poll-1", {}, desk)
    sent = [reply.text for reply in turn.replies]
    texts = ["\n".join(message.text for message in one.messages) for one in shown[:2]]
    assert all(text.startswith(words.split("\n")[0][:20]) for text, words in zip(texts, sent, strict=True))


def test_a_label_that_whatsapp_cuts_is_pointed_out() -> None:
    long = form(asked(choices=({"en": "Every single day of the week"}, {"en": "No"})))
    assert said(long) == []
    (_opening, question) = poll_preview.shown(long, compiled(long, 1), "en", "whatsapp", PROGRAMME)
    assert question.cut == ["Every single day of the week"]


def test_what_staff_write_is_never_a_template() -> None:
    poll = form(asked(words={"en": "{org} {0.__class__} {{x}}?"}, choices=({"en": "{a}"}, {"en": "}{"})))
    turn = dialogue.open({**BOOK, "poll-1": compiled(poll, 1)}, NOWHERE, "poll-1", {}, FakeDesk())
    assert "{org} {0.__class__} {{x}}?" in turn.replies[-1].text
    assert [button.label for button in turn.replies[-1].buttons] == ["{a}", "}{", "Skip"]


@st.composite
def polls(draw: st.DrawFn) -> PollForm:
    """Any poll that the form can hold, right or wrong."""
    words = st.dictionaries(st.sampled_from(["en", "ar"]), st.text(max_size=12), max_size=2)
    ids = [f"q{n}" for n in range(1, draw(st.integers(0, 6)) + 1)]
    conditions = st.dictionaries(
        st.sampled_from(["q1", "q2", "q3", "q9"]), st.lists(st.sampled_from(["c1", "c2", "c8"]))
    )
    questions = tuple(
        Asked(
            id,
            draw(st.sampled_from(sorted(KINDS))),
            draw(words | st.just({"en": "Well?", "ar": "؟"})),
            draw(st.booleans()),
            tuple(draw(st.lists(words | st.sampled_from([*YES_NO]), max_size=8))),
            draw(st.integers(0, 20)),
            draw(st.integers(0, 20)),
            {on: tuple(ids) for on, ids in draw(st.just({}) | conditions).items()},
        )
        for id in ids
    )
    return PollForm(draw(st.sampled_from([("en",), ("en", "ar"), ()])), draw(words | st.just({"en": "W"})), questions)


@settings(max_examples=150, deadline=None)
@given(
    poll=polls(),
    said=st.lists(st.sampled_from(["1", "2", "1 2", "0", "skip", "5", "back", "words of hers"]), max_size=30),
)
def test_anything_is_either_explained_or_can_be_played_to_its_end(poll: PollForm, said: list[str]) -> None:
    faults = poll_faults.check(poll, 1)
    assert all(Voice("ar").say(fault.words, **fault.blanks) for fault in faults)
    assert PollForm.from_json(poll.to_json()) == poll
    if faults:
        return
    book = {**BOOK, "poll-1": compiled(poll, 1)}
    desk = FakeDesk()
    at = dialogue.open(book, NOWHERE, "poll-1", {}, desk).at
    for line in said:
        if at.flow != "poll-1" or at.over:
            break
        turn = dialogue.respond(book, at, heard(line), desk)
        assert turn.replies
        at = turn.at
    assert len(desk.polls_done) <= 1
    assert set(desk.poll_answers) <= {asked.id for asked in poll.questions}


def test_the_first_language_speaks_to_everybody_else() -> None:
    turn = dialogue.open({**BOOK, "poll-1": compiled(SAMPLE, 1)}, NOWHERE, "poll-1", {}, FakeDesk(language="fr"))
    assert "Do you have water today?" in turn.replies[-1].text
    mended = replace(SAMPLE, languages=("km", "en"))
    turn = dialogue.open({**BOOK, "poll-1": compiled(mended, 1)}, NOWHERE, "poll-1", {}, FakeDesk(language="fr"))
    assert "តើថ្ងៃនេះអ្នកមានទឹកទេ?" in turn.replies[-1].text
