"""Questions of the office, status, and private matters."""

from datetime import UTC, datetime

import pytest

from bot.desk import Status
from bot.messages import Media
from bot.references import read
from tests.fakes import FakeDesk
from tests.theatre import Stage

REFERENCE = "4829135070"
ASKED = {"reference": "482-913-5070", "office": "Water office", "note": "The pipe was replaced."}


@pytest.fixture
def stage() -> Stage:
    return Stage(FakeDesk())


def play(stage: Stage, *lines: str) -> str:
    for line in lines:
        stage.say(line)
    return stage.shown[-1].text


@pytest.mark.parametrize(("said", "answer"), [("1", "yes"), ("نعم", "yes"), ("2", "partly"), ("no", "no"), ("3", "no")])
def test_her_word_on_whether_it_is_fixed(stage: Stage, said: str, answer: str) -> None:
    stage.desk.language = "ar"
    stage.ask("confirm", ASKED)
    play(stage, said)
    assert stage.desk.confirmed == [(REFERENCE, answer)]


def test_what_is_still_wrong(stage: Stage) -> None:
    stage.ask("confirm", ASKED)
    play(stage, "no", "[photo] still leaking")
    assert stage.desk.added == [(REFERENCE, "still leaking", (Media("photo", "file-photo"),))]
    stage.ask("confirm", ASKED)
    play(stage, "partly", "skip")
    assert len(stage.desk.added) == 1


@pytest.mark.parametrize("lines", [(), ("partly",)])
def test_what_she_tells_the_office_is_listened_to_as_well(stage: Stage, lines: tuple[str, ...]) -> None:
    flow = "confirm" if lines else "more"
    stage.ask(flow, {**ASKED, "question": "Where?"})
    play(stage, *lines, "The worker who came asked for a bribe")
    assert stage.at.answers["alarm"] == "yes"
    play(stage, "1", "yes")
    assert stage.desk.added == []
    assert stage.desk.private == [("The worker who came asked for a bribe", (), True)]
    stage.ask(flow, {**ASKED, "question": "Where?"})
    play(stage, *lines, "The worker who came asked for a bribe", "2")
    assert len(stage.desk.added) == 1


def test_too_late(stage: Stage) -> None:
    stage.desk.closed.add(REFERENCE)
    stage.ask("confirm", ASKED)
    assert "closed already" in play(stage, "no")
    stage.ask("more", {"reference": REFERENCE, "office": "Water office", "question": "Where?"})
    assert "closed already" in play(stage, "Behind the market")


def test_a_note_of_the_office_is_no_template(stage: Stage) -> None:
    stage.ask("confirm", {**ASKED, "note": "{ticket} {0} {"})
    assert "{ticket} {0} {" in stage.shown[0].text


def test_more_by_pin_and_voice(stage: Stage) -> None:
    for line in ("[pin 33.42, 43.3]", "[voice]"):
        stage.ask("more", {"reference": REFERENCE, "office": "Water office", "question": "Where?"})
        play(stage, line)
    assert stage.desk.added == [
        (REFERENCE, "(33.42000, 43.30000)", ()),
        (REFERENCE, "", (Media("voice", "file-voice"),)),
    ]


def test_status_of_her_only_report_and_of_a_list(stage: Stage) -> None:
    moment = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    stage.desk.reports[REFERENCE] = Status(REFERENCE, "Leak", "Kufa", "Received", moment, "")
    assert play(stage, "status") == "Report 482-913-5070 (Leak, Kufa): Received. Last update 9 March 2026 08:30."
    stage.desk.reports["5550001231"] = Status("5550001231", "Sewage", "Najaf", "Closed", moment, "Done")
    assert play(stage, "status", "1").endswith("Closed. Last update 9 March 2026 08:30: Done")
    assert "Leak" in play(stage, "status", "482-913-5070")


@pytest.mark.parametrize("said", ["5550001231", "status 5550001231", "٥٥٥٠٠٠١٢٣١"])
def test_other_peoples_reports_are_unknown(stage: Stage, said: str) -> None:
    assert read(said.removeprefix("status "))
    assert "You have no report 555-000-1231" in play(stage, said)


@pytest.mark.parametrize(
    ("typed", "told"), [("status 48291350", "has 8"), ("status 482913507012", "has 12"), ("4829135071", "One digit")]
)
def test_slips_are_explained(stage: Stage, typed: str, told: str) -> None:
    assert told in play(stage, typed)
    assert "You have no report" in play(stage, REFERENCE)


@pytest.mark.parametrize("before", [("menu",), ("report", "1"), ("report", "1", "1", "1", "Najaf")])
def test_slips_are_explained_where_a_choice_is_asked_for(stage: Stage, before: tuple[str, ...]) -> None:
    assert "One digit" in play(stage, *before, "٤٨٢٩١٣٥٠٧١")


@pytest.mark.parametrize("typed", ["status 48291350", "status 4829135071"])
def test_who_types_no_number_is_offered_a_person(stage: Stage, typed: str) -> None:
    question = play(stage, typed)
    assert [play(stage, word) for word in ("hello", "what", "please")] == [
        question,
        question,
        f"To talk to a person, call {stage.desk.phone}.\n{question}",
    ]


def test_words_are_no_choice_of_a_report(stage: Stage) -> None:
    moment = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    for reference in (REFERENCE, "5550001231"):
        stage.desk.reports[reference] = Status(reference, "Leak", "Kufa", "Received", moment, "")
    assert play(stage, "status", "the one about water") == play(stage, "status")
    assert "Received" in play(stage, "555-000-1231")


def test_slips_of_her_own_are_guessed(stage: Stage) -> None:
    moment = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    stage.desk.reports[REFERENCE] = Status(REFERENCE, "Leak", "Kufa", "Received", moment, "")
    play(stage, "status 4829135007")
    assert [button.label for button in stage.shown[-1].buttons] == ["482-913-5070 Leak"]
    assert "Received" in play(stage, "1")


@pytest.mark.parametrize(("safe", "told"), [("1", True), ("2", False)])
def test_a_private_matter(stage: Stage, safe: str, told: bool) -> None:
    last = play(stage, "private", safe, "[voice]")
    assert stage.desk.private == [("", (Media("voice", "file-voice"),), told)]
    assert (("500-007-9679" in last), ("delete" in last)) == (told, not told)
    assert stage.desk.phone in last
    assert stage.at.answers == {}


def test_a_private_matter_may_be_left(stage: Stage) -> None:
    play(stage, "private", "1", "cancel")
    assert stage.desk.private == []
    assert stage.at.over
