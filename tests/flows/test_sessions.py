"""Several sessions at once, old buttons, and what a phone that others hold may show."""

import pytest

from bot.messages import Reply
from tests.fakes import FakeDesk, a_meeting
from tests.theatre import Stage

NEWS = ["rsvp", "reminder", "moved", "promoted", "called_off"]


@pytest.fixture
def stage() -> Stage:
    meetings = {"7": a_meeting("Water in our street", "Youth centre"), "8": a_meeting("Waste", "School")}
    return Stage(FakeDesk(meetings=meetings, agreed={"invitations": True}))


def words(replies: tuple[Reply, ...]) -> str:
    return "\n".join(reply.text for reply in replies)


def test_a_button_of_one_session_is_never_an_answer_about_another(stage: Stage) -> None:
    stage.ask("rsvp", {"session": "7"})
    stage.ask("rsvp", {"session": "8"})
    stage.say("[press rsvp/invite/no/7]")
    assert stage.desk.rsvps == [("7", "no")]


def test_after_one_the_other_is_asked_again(stage: Stage) -> None:
    stage.ask("rsvp", {"session": "7"})
    stage.ask("rsvp", {"session": "8"})
    assert "Water in our street" in words(stage.say("2"))
    stage.say("3")
    assert stage.desk.rsvps == [("8", "no"), ("7", "maybe")]


def test_news_takes_the_place_of_an_older_question_about_the_same(stage: Stage) -> None:
    stage.ask("rsvp", {"session": "7"})
    stage.desk.meetings["7"]["time"] = "18:00"
    stage.ask("moved", {"session": "7"})
    said = words(stage.say("2"))
    assert "You are invited" not in said
    assert stage.desk.rsvps == [("7", "no")]


def test_she_may_change_her_mind_by_any_old_button(stage: Stage) -> None:
    stage.ask("rsvp", {"session": "7"})
    stage.say("1")
    stage.say("no")
    for said in ("no", "maybe", "yes"):
        stage.say(f"[press rsvp/invite/{said}/7]")
    assert [answer for _session, answer in stage.desk.rsvps] == ["yes", "no", "maybe", "yes"]


def test_needs_are_kept(stage: Stage) -> None:
    stage.ask("rsvp", {"session": "7"})
    stage.say("yes")
    stage.say("a ramp, please")
    assert stage.desk.needed == {"7": "a ramp, please"}


@pytest.mark.parametrize("flow", NEWS)
def test_a_private_one_is_named_only_after_ok(stage: Stage, flow: str) -> None:
    state = "cancelled" if flow == "called_off" else "open"
    stage.desk.meetings["7"].update(private="yes", state=state, standing="seat")
    asked = stage.ask(flow, {"session": "7"})
    labels = " ".join(button.label for reply in asked for button in reply.buttons)
    assert not [named for named in ("Water", "Youth centre", "16:00") if named in words(asked) + labels]
    assert "Water in our street" in words(stage.say("OK"))


def test_an_old_button_of_a_private_one_does_not_name_it_either(stage: Stage) -> None:
    stage.desk.meetings["7"].update(private="yes")
    assert "Water" not in words(stage.say("[press rsvp/invite/yes/7]"))
    assert stage.desk.rsvps == []


@pytest.mark.parametrize(
    "button", ["rsvp/invite/yes/99", "rsvp/invite/yes", "rsvp/gone/yes/7", "rsvp/invite/yes/", "rsvp"]
)
def test_a_button_of_nothing_changes_nothing(stage: Stage, button: str) -> None:
    assert words(stage.say(f"[press {button}]"))
    assert stage.desk.rsvps == []


def test_in_the_middle_of_a_report_it_is_gone_on_with(stage: Stage) -> None:
    stage.say("report")
    stage.say("1")
    stage.ask("reminder", {"session": "7"})
    stage.desk.meetings["7"]["standing"] = "seat"
    assert "What is the problem about?" in words(stage.say("2"))


def test_whoever_is_new_comes_in_by_a_code(stage: Stage) -> None:
    stage.desk.language_chosen = stage.desk.consented = False
    stage.desk.agreed.clear()
    stage.say("/start s-K7F2PMXA")
    assert "You are invited: Water in our street" in words(stage.say("1"))
    stage.say("1")
    assert "May we write to you" in words(stage.say("no"))
    stage.say("1")
    assert stage.desk.agreements == [("invitations", True, "session")]
