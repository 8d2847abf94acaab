"""What reaches the office."""

import pytest

from bot.messages import Location, Media
from bot.vocabulary import GROUPS, PROBLEMS, SENSITIVE
from flows import BOOK
from flows.problems import NOT_COMPLAINTS
from tests.fakes import FakeDesk
from tests.theatre import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage(FakeDesk())


def play(stage: Stage, *lines: str) -> None:
    for line in lines:
        stage.say(line)


def test_everything_that_was_said(stage: Stage) -> None:
    play(stage, "report", "1", "1", "3", "Kufa", "The pipe is broken", "[photo] look", "yes", "send")
    assert stage.desk.filed == [
        {
            "kind": "complaint",
            "problem": "WAT-LEAK",
            "area": "kufa",
            "place": "Kufa",
            "location": None,
            "details": "The pipe is broken\nlook",
            "media": (Media("photo", "file-photo"),),
            "named": True,
        }
    ]
    assert stage.at.over
    assert "pipe" not in (stage.kept or "")


def test_a_pin_a_voice_and_no_name(stage: Stage) -> None:
    play(stage, "report", "1", "3", "1", "[pin 33.42, 43.3]", "[voice]", "1", "1", "1")
    filed = stage.desk.filed[0]
    assert (filed["area"], filed["place"], filed["location"]) == ("ramadi", "", Location(33.42, 43.3))
    assert (filed["details"], filed["media"], filed["named"]) == ("", (Media("voice", "file-voice"),), False)


@pytest.mark.parametrize(("answer", "area"), [("1", "najaf-district"), ("2", "najaf"), ("0", None)])
def test_a_name_of_two_places(stage: Stage, answer: str, area: str | None) -> None:
    play(stage, "report", "1", "1", "1", "Najaf", answer, "No water at all", "1", "1", "1")
    assert (stage.desk.filed[0]["area"], stage.desk.filed[0]["place"]) == (area, "Najaf")


def test_a_place_nobody_knows_is_kept_in_her_words(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "behind Ali's shop", "No water at all", "1", "1")
    assert "behind Ali's shop" in stage.shown[-1].text
    play(stage, "1")
    assert (stage.desk.filed[0]["area"], stage.desk.filed[0]["place"]) == (None, "behind Ali's shop")


def test_the_place_may_be_spoken(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "[voice]", "No water at all", "1", "1", "1")
    assert [item.kind for item in stage.desk.filed[0]["media"]] == ["voice"]


@pytest.mark.parametrize(("digit", "kind"), [("2", "question"), ("3", "suggestion"), ("4", "thanks")])
def test_other_kinds(stage: Stage, digit: str, kind: str) -> None:
    play(stage, "report", digit, "Kufa", "Some words of mine", "1", "1", "1")
    assert (stage.desk.filed[0]["kind"], stage.desk.filed[0]["problem"]) == (kind, NOT_COMPLAINTS[kind])


def test_every_problem_is_offered_once() -> None:
    offered = [option.id for group in GROUPS for option in BOOK["report"].steps[group].options]  # type: ignore[attr-defined]
    assert sorted([*offered, *NOT_COMPLAINTS.values()]) == sorted(PROBLEMS)


@pytest.mark.parametrize("code", sorted(SENSITIVE))
def test_a_private_matter_never_becomes_an_ordinary_report(stage: Stage, code: str) -> None:
    play(stage, "report", "1", "4", f"[press report/general/{code}]")
    assert (stage.at.flow, stage.at.answers, stage.at.unfinished) == ("private", {}, None)
    play(stage, "no", "It was at the kiosk")
    assert (stage.desk.filed, stage.desk.private) == ([], [("It was at the kiosk", (), False)])


@pytest.mark.parametrize("lines", [("9",), ("report", "9"), ("report", "1", "9"), ("private",)])
def test_nine_is_private(stage: Stage, lines: tuple[str, ...]) -> None:
    play(stage, "menu", *lines)
    assert stage.at.flow == "private"


def test_words_that_sound_private_are_asked_about(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "Kufa", "The inspector wants a bribe")
    assert stage.at.step == "gate_details"
    assert "bribe" not in " ".join(reply.text for reply in stage.shown)
    play(stage, "1", "1")
    assert stage.desk.private == [("The inspector wants a bribe", (), True)]


def test_asked_once_and_again_for_other_words(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "Kufa", "The inspector wants a bribe", "2", "1", "1")
    assert stage.at.step == "review"
    play(stage, "2", "3", "A man threatened to kill me")
    assert stage.at.step == "gate_details"
    play(stage, "2", "1")
    assert stage.desk.filed[0]["details"] == "A man threatened to kill me"


def test_a_caption_is_listened_to_as_well(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "Kufa", "No water at all", "[photo] they asked for a bribe", "1")
    assert stage.at.step == "gate_all"


def test_sent_once(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "Kufa", "No water at all", "1", "1")
    play(stage, *["[press report/review/send]"] * 3, "1", "yes", "send")
    assert len(stage.desk.filed) == 1


def test_what_was_changed_is_what_is_filed(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "Kufa", "No water at all", "1", "1")
    play(stage, "2", "1", "2", "2", "2", "Ramadi")
    play(stage, "2", "3", "Please answer me", "2", "4", "[photo]", "1")
    filed = stage.desk.filed[0]
    assert (filed["kind"], filed["problem"], filed["area"]) == ("question", "GEN-INFO", "ramadi")
    assert (filed["details"], len(filed["media"])) == ("Please answer me", 1)


def test_back_from_the_review_asks_anew(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "Kufa", "No water at all", "1", "1")
    for step in ("named", "photo", "details", "place", "water", "service", "kind"):
        play(stage, "back")
        assert stage.at.step == step
    play(stage, "1", "2", "1", "Ramadi", "Sewage in the street", "1", "1", "1")
    assert stage.desk.filed[0]["problem"] == "SEW-OVER"
    assert (stage.desk.filed[0]["area"], stage.desk.filed[0]["details"]) == ("ramadi", "Sewage in the street")


def test_back_before_the_first_question_leads_to_the_menu(stage: Stage) -> None:
    play(stage, "report", "back")
    assert stage.at.flow == "menu"


def test_a_name_typed_at_a_list_is_no_description(stage: Stage) -> None:
    play(stage, "report", "1", "1", "Kufa district")
    assert "details" not in stage.at.answers
    play(stage, "Water runs from the wall of the school since Monday", "1", "Kufa")
    assert stage.at.answers["details"]["text"] == "Water runs from the wall of the school since Monday"


def test_the_review_shows_all_that_will_be_sent(stage: Stage) -> None:
    play(stage, "report", "1", "1", "1", "Kufa")
    play(stage, "[voice]", "it is behind the school", "1")
    assert "Voice message\nit is behind the school" in stage.shown[-1].text
