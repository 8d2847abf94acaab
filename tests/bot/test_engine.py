"""One flow at a time: walking, going back, coming back after a change, and what is said when nothing fits."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot import engine
from bot.engine import Lost, Place, Turn
from bot.flow import Flow
from bot.messages import Inbound, Media
from bot.script import Ask, Attach, Choose, Do, Fork, Option, Pick, Say, Step
from bot.words import _
from tests.fakes import FakeDesk, heard

DESK = FakeDesk()
YES_NO = (Option("yes", _("Yes"), words=("yes",)), Option("no", _("No"), words=("no",)))
QUESTIONS: dict[str, Step] = {
    "name": Ask(_("Name?"), then="likes"),
    "likes": Choose(_("{name}, tea?"), YES_NO, then="file"),
    "file": Do(action=lambda answers, desk: {"number": 7}, learns=("number",), then="more"),
    "more": Ask(_("Number {number}. More?"), then="bye"),
    "bye": Say(_("Bye {name}")),
}
FLOW = Flow("tea", "name", QUESTIONS)


def play(flow: Flow, *said: str, at: Place | None = None) -> Turn:
    turn = engine.begin(flow, DESK) if at is None else Turn(at, ())
    for words in said:
        turn = engine.answer(flow, turn.at, heard(words), DESK)
    return turn


def texts(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.replies]


def test_from_question_to_end() -> None:
    turn = play(FLOW, "Amina", "yes", "no")
    assert texts(turn) == ["Bye Amina"]
    assert turn.at == Place("tea", "end")  # nothing of what she said stays behind


def test_her_words_are_no_template() -> None:
    assert texts(play(FLOW, "{number} {0}")) == ["{number} {0}, tea?"]


@pytest.mark.parametrize("said", ["1", "٢", "Yes", "no", "yeah", "yes please", "No. 1"])
def test_ways_to_choose(said: str) -> None:
    assert play(FLOW, "A", said).at.step == "more"


def test_back_pops_the_trail() -> None:
    at = engine.back(FLOW, play(FLOW, "A").at, DESK).at
    assert (at.step, at.trail, at.answers) == ("name", (), {})
    assert engine.back(FLOW, at, DESK).at == at  # nothing before the first


def test_nothing_lies_before_what_was_filed() -> None:
    at = play(FLOW, "A", "yes").at
    assert at.trail == ()
    assert engine.back(FLOW, at, DESK).at.step == "more"


def test_looking_something_up_leaves_the_way_back() -> None:
    steps = {**QUESTIONS, "file": Do(action=lambda a, d: {"number": 7}, learns=("number",), changes=False, then="more")}
    at = play(Flow("tea", "name", steps), "A", "yes").at
    assert at.trail == ("name", "likes")


def test_a_choice_shows_its_label_later() -> None:
    flow = Flow("t", "a", {"a": Choose(_("Tea?"), YES_NO, then="b"), "b": Say(_("You said {a}."))})
    assert texts(play(flow, "2")) == ["You said No."]


def test_two_misses_a_simpler_question_three_a_person() -> None:
    flow = Flow("t", "a", {"a": Choose(_("Tea?"), YES_NO, simpler=_("1 or 2?"))})
    one, two, three = play(flow, "x"), play(flow, "x", "x"), play(flow, "x", "x", "x")
    assert texts(one)[0].endswith("\nTea?")
    assert "from 1 to 2" in texts(one)[0]
    assert texts(two) == ["1 or 2?"]
    assert texts(three) == [f"To talk to a person, call {DESK.phone}.\n1 or 2?"]
    assert all(turn.replies[0].buttons for turn in (one, two, three))
    assert play(flow, "x", "x", "1").at.misses == 0


def test_a_picture_is_no_answer_in_words() -> None:
    turn = engine.answer(FLOW, play(FLOW).at, heard("look", media=(Media("photo", "p"),)), DESK)
    assert texts(turn) == ["Please answer in words.\nName?"]


def test_attachments() -> None:
    flow = Flow("t", "p", {"p": Attach(_("Photo?"), then="w"), "w": Ask(_("Why?"))})
    start = play(flow).at
    scan = heard("the tap", media=(Media("file", "f", "image/png"),))
    assert engine.answer(flow, start, scan, DESK).at.answers["p"]["text"] == "the tap"
    assert play(flow, "skip").at.answers["p"]["media"] == []
    assert play(flow, "no").at.step == "w"
    assert play(flow, "hm").at.misses == 1
    assert engine.answer(flow, start, heard(media=(Media("voice", "v"),)), DESK).at.misses == 1
    assert play(flow, "I have no camera here").at.answers["p"]["text"] == "I have no camera here"


def finding(found: list[dict[str, str]]) -> Flow:
    steps: Mapping[str, Step] = {
        "look": Do(action=lambda a, d: {"found": found}, learns=("found",), changes=False, then="which"),
        "which": Pick(_("Which?"), (Option("none", _("None"), key=0, then="no"),), among="found", then="got"),
        "got": Say(_("{which}!")),
        "no": Say(_("None.")),
    }
    return Flow("t", "look", steps)


def test_what_was_shown_is_what_is_matched() -> None:
    shown = finding([{"id": "a1", "label": "Kufa {x}"}, {"id": "b2", "label": "Najaf"}])
    at = Place.from_json(play(shown).at.to_json())
    now = finding([{"id": "c3", "label": "Basra"}])  # the world moved on
    assert texts(play(now, "1", at=at)) == ["Kufa {x}!"]
    assert texts(play(now, "najaf", at=at)) == ["Najaf!"]
    assert texts(play(now, "0", at=at)) == ["None."]
    buttons = engine.repeat(shown, at, DESK).replies[0].buttons
    assert [(button.id, button.label, button.key) for button in buttons] == [
        ("t/which/a1", "Kufa {x}", 1),
        ("t/which/b2", "Najaf", 2),
        ("t/which/none", "None", 0),
    ]


def test_renamed_steps_answers_and_options() -> None:
    old = Place("tea", "fond", {"nick": "A", "drink": "char"}, ("nick",))
    steps: Mapping[str, Step] = {
        "name": Ask(_("Name?"), then="drink"),
        "drink": Choose(_("Drink?"), (Option("tea", _("Tea")),), then="likes"),
        "likes": Choose(_("{name}, {drink}?"), YES_NO),
    }
    flow = Flow("tea", "name", steps, renamed={"fond": "likes", "nick": "name", "drink/char": "tea"})
    turn = engine.repeat(flow, old, DESK)
    assert texts(turn) == ["A, Tea?"]
    assert turn.at.trail == ("name",)


def test_a_question_put_in_before_is_asked_on_return_and_her_words_are_kept() -> None:
    at = Place("tea", "story", {"name": "A"}, ("name",))
    steps: Mapping[str, Step] = {
        "name": Ask(_("Name?"), then="age"),
        "age": Ask(_("Age?"), then="story"),
        "story": Ask(_("Story?"), once=True, then="bye"),
        "bye": Say(_("{name}, {age}: {story}")),
    }
    turn = engine.answer(Flow("tea", "name", steps), at, heard("It leaks"), DESK)
    assert texts(turn) == ["Age?"]
    assert texts(engine.answer(Flow("tea", "name", steps), turn.at, heard("30"), DESK)) == ["A, 30: It leaks"]


def test_a_vanished_place_is_lost() -> None:
    with pytest.raises(Lost):
        engine.repeat(FLOW, Place("tea", "gone"), DESK)
    with pytest.raises(Lost):
        engine.answer(FLOW, Place("tea", "file", {"name": "A", "likes": "yes"}), heard("x"), DESK)


def test_a_new_answer_forgets_what_was_made_of_the_old_one() -> None:
    made: list[str] = []

    def make(answers: Mapping[str, Any], desk: object) -> dict[str, str]:
        made.append(answers["a"])
        return {"b": answers["a"] * 2}

    steps: Mapping[str, Step] = {
        "a": Ask(_("A?"), forgets=("b",), once=True, then="b"),
        "b": Do(action=make, learns=("b",), changes=False, once=True, then="c"),
        "c": Choose(
            _("{b}?"), (Option("again", _("Again"), then="a", forgets=("a",)), Option("keep", _("Keep"), then="b"))
        ),
    }
    flow = Flow("t", "a", {**steps, "c": Choose(_("{b}?"), (*steps["c"].options, Option("end", _("End"))))})  # type: ignore[attr-defined]
    turn = play(flow, "x", "keep", "again", "y")
    assert texts(turn) == ["yy?"]
    assert made == ["x", "y"]


def test_fork_and_free_words_at_a_choice() -> None:
    steps: Mapping[str, Step] = {
        "a": Choose(_("Tea?"), YES_NO, other=("words", "told"), then="which"),
        "which": Fork(on="a", to={"yes": "tea"}, then="none"),
        "told": Say(_("You wrote: {words}")),
        "tea": Say(_("Tea!")),
        "none": Say(_("None!")),
    }
    flow = Flow("t", "a", steps)
    assert texts(play(flow, "yes")) == ["Tea!"]
    assert texts(play(flow, "2")) == ["None!"]
    assert texts(play(flow, "I would like some coffee")) == ["You wrote: I would like some coffee"]
    assert play(flow, "hm").at.misses == 1


def test_a_pressed_button_is_heard_before_its_words() -> None:
    turn = engine.answer(FLOW, play(FLOW, "A").at, Inbound(heard().address, "2", "Yes", choice="no"), DESK)
    assert turn.at.answers["likes"] == "no"
