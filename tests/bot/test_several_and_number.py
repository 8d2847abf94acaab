"""The questions of polls: several choices at once, and a number within a range."""

from typing import Any

import pytest

from bot import dialogue, engine
from bot.choices import Refused
from bot.commands import Command, spoken
from bot.flow import Flow, bind
from bot.place import Place
from bot.script import Choose, Do, Fork, Go, Number, Option, Say, Several
from bot.words import Text, Voice, Worded, _
from tests.fakes import FakeDesk, heard

SKIP = Option("skip", _("Skip"), key=0, words=("skip",))
WATER = Several(
    _("Yes"), (Option("tap", Text("Tap")), Option("well", Text("Well")), Option("truck", Text("Truck")), SKIP)
)


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("1 3", "en", ["tap", "truck"]),
        ("1,3", "en", ["tap", "truck"]),
        ("13", "en", ["tap", "truck"]),
        ("3 and 1", "en", ["tap", "truck"]),
        ("١ و ٣", "ar", ["tap", "truck"]),
        ("១ និង ២", "km", ["tap", "well"]),
        ("1-3", "en", ["tap", "well", "truck"]),
        ("2", "en", ["well"]),
        ("well", "en", ["well"]),
        ("2 2", "en", ["well"]),
        ("0", "en", "skip"),
        ("skip", "en", "skip"),
        ("تخطي", "ar", "skip"),
    ],
)
def test_several(said: str, language: str, expected: Any) -> None:
    assert WATER.hear(heard(said), {}, Voice(language)).value == expected


@pytest.mark.parametrize("said", ["4", "1 4", "0 1", "the tap and the truck", "", "14"])
def test_not_several(said: str) -> None:
    with pytest.raises(Refused):
        WATER.hear(heard(said), {}, Voice("en"))


def test_several_stand_in_the_words_and_only_skip_is_a_button() -> None:
    flow = Flow("f", "a", {"a": WATER})
    reply = engine.begin(flow, FakeDesk()).replies[0]
    assert reply.text.splitlines()[1:] == ["1. Tap", "2. Well", "3. Truck"]
    assert [button.label for button in reply.buttons] == ["Skip"]


def test_several_kept_answers_still_hold_or_are_asked_again() -> None:
    assert WATER.settled(["tap"]) is not None
    assert WATER.settled("skip") is not None
    assert WATER.settled(["tap", "gone"]) is None
    assert WATER.settled("tap") is None


HOURS = Number(_("Yes"), (SKIP,), least=0, most=24)


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [("0", "en", 0), ("24", "en", 24), ("٢", "ar", 2), ("១២", "km", 12), ("two", "en", 2), ("SKIP", "en", "skip")],
)
def test_number(said: str, language: str, expected: object) -> None:
    assert HOURS.hear(heard(said), {}, Voice(language)).value == expected


@pytest.mark.parametrize("said", ["25", "1.5", "2 or 3", "all day", ""])
def test_not_a_number(said: str) -> None:
    with pytest.raises(Refused):
        HOURS.hear(heard(said), {}, Voice("en"))


def test_zero_is_a_number_where_one_is_asked_for() -> None:
    """Elsewhere it calls for help."""
    book = bind((Flow("menu", "a", {"a": HOURS}), Flow("help", "a", {"a": Say(_("Help"))})))
    turn = dialogue.respond(book, Place("menu", "a"), heard("0"), FakeDesk())
    assert turn.at.over


def test_a_go_leads_where_the_office_says_and_to_the_menu_when_that_is_gone() -> None:
    named = Do(action=lambda answers, desk: {"to": answers["to"]}, learns=("to",), then="go")
    flow = Flow("f", "a", {"a": named, "go": Go(to="to")}, takes=frozenset({"to"}))
    poll = Flow("poll-1", "a", {"a": Choose(_("Yes"), (Option("x", _("No")),))})
    book = bind((flow, poll, Flow("menu", "m", {"m": Choose(_("Yes"), (Option("x", _("No")),))})))
    assert dialogue.open(book, None, "f", {"to": "poll-1"}, FakeDesk()).at.flow == "poll-1"
    assert dialogue.open(book, None, "f", {"to": "poll-2"}, FakeDesk()).at.flow == "menu"


def test_a_do_may_find_more_than_it_promises() -> None:
    found: dict[str, object] = {"state": "again", "q1": "x", "other": "?"}
    flow = Flow(
        "f",
        "a",
        {
            "a": Do(action=lambda answers, desk: found, learns=("state",), finds=frozenset({"q1"}), then="q1"),
            "q1": Choose(_("Yes"), (Option("x", _("No")),), once=True, then="q2"),
            "q2": Choose(_("Yes"), (Option("x", _("No")),)),
        },
    )
    at = engine.begin(flow, FakeDesk()).at
    assert at.step == "q2"
    assert at.answers == {"state": "again", "q1": "x"}


def test_a_fork_on_what_may_be_found_is_still_refused() -> None:
    steps = {
        "a": Do(action=lambda answers, desk: {}, finds=frozenset({"q1"}), then="f"),
        "f": Fork(on="q1", to={}, then="end"),
    }
    with pytest.raises(ValueError, match="before it is known"):
        Flow("f", "a", steps)


def test_staff_s_own_words_are_said_in_each_language_and_else_in_the_first() -> None:
    words = Text(Worded({"km": "ទឹក", "en": "Water {{x}} {n}"}))
    assert Voice("en").say(words, n=2) == "Water {x} 2"
    assert Voice("fr").say(words) == "ទឹក"


@pytest.mark.parametrize(
    ("said", "language", "rest"),
    [
        ("JOIN p-K7F2PMXA", "en", "p-K7F2PMXA"),
        ("join s-k7f2pmxa", "sw", "s-K7F2PMXA"),
        ("/start p-K7F2PMXA", "en", "p-K7F2PMXA"),
        ("ابدأ p-K7F2PMXA", "ar", "p-K7F2PMXA"),
        ("Join P - K7F2PMXA", "en", "p-K7F2PMXA"),
    ],
)
def test_joining_by_a_code(said: str, language: str, rest: str) -> None:
    assert spoken(said, language) == Command("join", rest)


@pytest.mark.parametrize("said", ["join", "p-K7F2PMXA", "the trap s-1234", "JOIN x-K7F2", "join us at p-1"])
def test_not_joining(said: str) -> None:
    command = spoken(said, "en")
    assert command is None or command.name != "join"
