"""Who she is, and what she wants to get: optional, asked once, nothing she writes is lost."""

import pytest

from tests.fakes import FakeDesk
from tests.theatre import Stage


@pytest.fixture
def stage() -> Stage:
    stage = Stage(FakeDesk())
    stage.desk.described.clear()
    stage.ask("profile", {})
    return stage


def play(stage: Stage, *lines: str) -> str:
    for line in lines:
        stage.say(line)
    return stage.shown[-1].text


def test_all_that_she_may_say(stage: Stage) -> None:
    play(stage, "a woman", "٢", "Kufa", "6", "media")
    assert stage.desk.described == {
        "asked": "yes", "sex": "woman", "age_band": "18-24", "area": "kufa", "roles": "media",
    }  # fmt: skip
    assert stage.at.over


def test_to_rather_not_say_is_an_answer_each_time(stage: Stage) -> None:
    play(stage, "3", "6", "skip", "7")
    assert set(stage.desk.described.values()) == {"yes", "refused"}
    assert stage.at.over


def test_what_was_said_stays_when_she_turns_away(stage: Stage) -> None:
    play(stage, "2", "5", "menu")
    assert stage.desk.described == {"asked": "yes", "sex": "man", "age_band": "60+"}


def test_back_corrects(stage: Stage) -> None:
    play(stage, "1", "back", "2")
    assert stage.desk.described["sex"] == "man"


def test_one_of_several_places_and_one_that_nobody_knows(stage: Stage) -> None:
    play(stage, "1", "1", "Najaf", "2")
    assert stage.desk.described["area"] == "najaf"
    stage.ask("profile", {})
    assert "do not know that place" in play(stage, "1", "1", "Atlantis")
    assert "You come as" in play(stage, "Lemuria")
    assert stage.desk.described["area"] == "unknown"
    stage.ask("profile", {})
    play(stage, "1", "1", "Najaf", "0", "Kufa")
    assert stage.desk.described["area"] == "kufa"


def test_a_pin_is_a_place(stage: Stage) -> None:
    play(stage, "1", "1", "[pin 33.4, 43.3]")
    assert stage.desk.described["area"] == "ramadi"


def test_a_sentence_is_offered_as_a_report_and_kept(stage: Stage) -> None:
    assert "make a report" in play(stage, "And the water smells since Monday")
    play(stage, "yes")
    assert stage.at.flow == "report"
    assert stage.at.answers["details"]["text"] == "And the water smells since Monday"


def test_a_private_matter_is_heard_here_too(stage: Stage) -> None:
    assert "private matter" in play(stage, "The inspector asked me for a bribe")
    play(stage, "1")
    assert stage.at.flow == "private"


@pytest.mark.parametrize(
    ("said", "language", "purpose", "given"),
    [
        ("INVITATIONS ON", "en", "invitations", True),
        ("invitations on", "km", "invitations", True),
        ("دعوات لا", "ar", "invitations", False),
        ("بدون دعوات", "en", "invitations", False),
        ("ڕاپرسی بەڵێ", "ckb", "polls", True),
        ("ឈប់ស្ទង់មតិ", "km", "polls", False),
        ("kura ndiyo", "sw", "polls", True),
        ("Invitations non.", "fr", "invitations", False),
        ("encuestas si", "es", "polls", True),
    ],
)
def test_wanted_or_not_by_keyword(said: str, language: str, purpose: str, given: bool) -> None:
    stage = Stage(FakeDesk(language=language))
    stage.say("menu")
    stage.say(said)
    assert stage.desk.agreements == [(purpose, given, "keyword")]
    assert stage.at.flow == "menu"


def test_an_ordinary_message_gives_no_consent() -> None:
    stage = Stage(FakeDesk(stopped=True))
    for line in ("hello", "I would like to come to the meeting", "invitations", "polls", "yes", "1"):
        stage.say(line)
    assert stage.desk.agreements == []
    assert stage.desk.stopped


def test_a_stranger_is_told_who_reads_before_she_asks_for_invitations_and_never_before_she_ends_them() -> None:
    stage = Stage(FakeDesk(consented=False))
    play(stage, "polls off")
    assert stage.desk.agreements == [("polls", False, "keyword")]
    assert "May we keep" in play(stage, "invitations on")
    assert "invitations to meetings" in play(stage, "yes")
    assert stage.desk.agreements[1:] == [("invitations", True, "keyword")]
