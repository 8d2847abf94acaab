"""What happens between flows: commands, buttons of every age, asides, the office's questions, old places."""

from dataclasses import replace

import pytest

from bot import dialogue
from bot.crossing import SORRY
from bot.engine import Place
from bot.flow import Flow, bind
from bot.messages import Location, Media
from bot.script import Ask
from bot.words import LANGUAGES, _
from flows import BOOK
from tests.fakes import FakeDesk, heard
from tests.theatre import Stage

ASKED = {"reference": "4829135070", "office": "Water office", "note": "Done"}


@pytest.fixture
def stage() -> Stage:
    return Stage(FakeDesk())


def said(stage: Stage, *lines: str) -> str:
    """The last thing the bot says after these lines."""
    for line in lines:
        stage.say(line)
    return stage.shown[-1].text if stage.shown else ""


COMMANDS = ("stop", "start", "help", "menu", "back", "cancel", "language", "status", "agent", "private")
IN_REPORT = ("report", "1", "1", "1")


@pytest.mark.parametrize("word", COMMANDS)
@pytest.mark.parametrize(
    "lines", [(), ("menu",), IN_REPORT, (*IN_REPORT, "Kufa", "It leaks"), ("private",), ("language",)]
)
def test_commands_work_everywhere(stage: Stage, lines: tuple[str, ...], word: str) -> None:
    said(stage, *lines)
    assert said(stage, word)
    assert stage.desk.stopped == (word == "stop")
    if word in ("menu", "private", "language"):
        assert stage.at.flow == word


@pytest.mark.parametrize("aside", ["help", "agent", "start", "status"])
def test_asides_return_to_the_question(stage: Stage, aside: str) -> None:
    question = said(stage, *IN_REPORT)
    assert said(stage, aside) == question
    assert stage.at.step == "place"
    assert stage.at.under is None


def test_language_changes_and_returns(stage: Stage) -> None:
    said(stage, *IN_REPORT, "language")
    assert stage.at.under is not None
    said(stage, "language", "language")
    assert stage.at.under.under is None
    said(stage, "Kiswahili")
    assert stage.desk.language == "sw"
    assert (stage.at.flow, stage.at.step) == ("report", "place")


def test_cancel_and_back_leave_only_the_aside(stage: Stage) -> None:
    for word in ("cancel", "back"):
        said(stage, *IN_REPORT, "language", word)
        assert (stage.at.flow, stage.at.step) == ("report", "place")


def test_cancel_gives_up_the_report(stage: Stage) -> None:
    said(stage, *IN_REPORT, "cancel", "report")
    assert (stage.at.flow, stage.at.answers) == ("report", {"alarm": "no"})


def test_the_office_asks_in_the_middle_of_a_report(stage: Stage) -> None:
    question = said(stage, *IN_REPORT)
    stage.ask("confirm", ASKED)
    stage.ask("confirm", ASKED)  # asked twice, it waits once
    assert said(stage, "1") == question
    assert stage.desk.confirmed == [("4829135070", "yes")]
    assert stage.at.under is None


def test_two_questions_of_the_office_wait_for_one_another(stage: Stage) -> None:
    stage.ask("more", {"reference": "5550001231", "office": "Waste office", "question": "Which street?"})
    stage.ask("confirm", ASKED)
    assert "Which street?" in said(stage, "yes")
    said(stage, "Behind the market")
    assert stage.desk.added == [("5550001231", "Behind the market", ())]
    assert stage.at.over


def test_the_menu_does_not_come_back_after_a_question_of_the_office(stage: Stage) -> None:
    said(stage, "menu")
    stage.ask("confirm", ASKED)
    assert "is closed" in said(stage, "yes")
    assert stage.at.over


def test_a_button_pressed_twice_is_harmless(stage: Stage) -> None:
    said(stage, "report", "[press 1]")
    before = stage.at
    said(stage, "[press report/kind/complaint]")
    assert stage.at == before


def test_a_button_of_an_earlier_question_goes_back_there(stage: Stage) -> None:
    said(stage, *IN_REPORT)
    assert said(stage, "[press report/service/waste]") == "Which problem is it?"
    assert stage.at.answers["service"] == "waste"
    assert "problem" not in stage.at.answers


def test_a_button_beneath_an_aside(stage: Stage) -> None:
    said(stage, "report", "1", "language", "[press report/service/water]")
    assert (stage.at.flow, stage.at.step, stage.at.under) == ("report", "water", None)


def test_a_button_of_a_closed_matter_is_answered_in_words(stage: Stage) -> None:
    stage.ask("confirm", ASKED)
    said(stage, "1")
    assert said(stage, "[press confirm/fixed/no]") == dialogue.OLD_BUTTON
    assert stage.desk.confirmed == [("4829135070", "yes")]
    question = said(stage, *IN_REPORT)
    assert said(stage, "[press confirm/fixed/no]") == question
    assert stage.shown[0].text == dialogue.OLD_BUTTON


@pytest.mark.parametrize("choice", ["", "x", "a/b/c", "report//", "report/kind/", "report/kind/nothing", "/" * 64])
def test_any_other_button(stage: Stage, choice: str) -> None:
    stage.hear(heard(choice=choice))
    assert stage.shown
    question = said(stage, "report")
    stage.hear(heard(choice=choice))
    assert stage.shown[-1].text.endswith(question)


def test_menu_and_language_buttons_work_for_ever(stage: Stage) -> None:
    said(stage, *IN_REPORT, "[press menu/menu/status]")
    assert stage.shown[0].text.startswith("You have no reports yet")
    said(stage, "[press welcome/language/fr]")
    assert stage.desk.language == "fr"


def test_renamed_buttons(stage: Stage) -> None:
    old = replace(BOOK["report"], renamed={"sort": "kind", "sort/grumble": "complaint"})
    book = {**BOOK, "report": old}
    at = dialogue.respond(book, None, heard("report"), stage.desk).at
    turn = dialogue.respond(book, at, heard(choice="report/sort/grumble"), stage.desk)
    assert turn.at.step == "service"


def test_an_unfinished_report_is_kept_and_offered(stage: Stage) -> None:
    said(stage, *IN_REPORT, "menu", "3", "English")
    assert stage.at.unfinished is not None
    assert said(stage, "report") == "You have an unfinished report."
    assert said(stage, "continue").startswith("Where is it?")
    assert stage.at.unfinished is None
    said(stage, "menu", "report", "again")
    assert (stage.at.step, stage.at.under, stage.at.unfinished) == ("kind", None, None)


@pytest.mark.parametrize("word", ["stop", "private"])
def test_nothing_of_it_stays_after(stage: Stage, word: str) -> None:
    said(stage, "report", "They wanted a bribe from me", word)
    assert stage.at.unfinished is None


def test_private_takes_the_words_along(stage: Stage) -> None:
    said(stage, "report", "Something happened at the well", "private", "yes")
    assert stage.desk.private == [("Something happened at the well", (), True)]
    assert "happened" not in (stage.kept or "")


def test_a_vanished_step_is_an_apology_and_the_words_are_kept(stage: Stage) -> None:
    details: dict[str, object] = {"text": "It leaks", "media": [], "location": None}
    stage.kept = Place("report", "gone", {"details": details, "kind": "complaint"}).to_json()
    said(stage, "1")
    assert stage.shown[0].text == SORRY
    assert (stage.at.flow, stage.at.answers["details"]) == ("report", details)
    stage.kept = Place("report", "gone").to_json()
    said(stage, "Water runs down the street")
    assert stage.at.answers["details"]["text"] == "Water runs down the street"


def test_a_vanished_flow_is_an_apology_and_the_words_are_kept(stage: Stage) -> None:
    stage.kept = Place("gone", "gone").to_json()
    assert "report of your message" in said(stage, "Water runs down the street")
    assert stage.shown[0].text == SORRY
    stage.kept = Place("gone", "gone").to_json()
    assert said(stage, "1") == "What would you like to do?"


def test_a_vanished_place_beneath_an_aside(stage: Stage) -> None:
    said(stage, "language")
    stage.kept = replace(stage.at, under=Place("report", "gone")).to_json()
    said(stage, "English")
    assert SORRY in [reply.text for reply in stage.shown]
    said(stage, "language")
    stage.kept = replace(stage.at, under=Place("gone", "gone")).to_json()
    assert said(stage, "English") == "What would you like to do?"


def test_a_vanished_question_of_the_office(stage: Stage) -> None:
    stage.kept = Place("confirm", "gone", {"reference": "4829135070"}).to_json()
    assert said(stage, "1") == "What would you like to do?"


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "menu",
        "report",
        "status",
        "cancel",
        "back",
        "1",
        "[photo]",
        "[pin 1, 2]",
        "[press menu/menu/report]",
        "4829135070",
        "???",
    ],
)
def test_nobody_is_served_before_she_agreed(line: str) -> None:
    stage = Stage(FakeDesk(language_chosen=False, consented=False))
    said(stage, line)
    assert stage.at.flow == "welcome"
    said(stage, line)
    assert stage.at.flow == "welcome"
    assert not stage.desk.consented


@pytest.mark.parametrize("command", ["help", "stop", "language", "agent", "START"])
def test_what_everybody_is_served(command: str) -> None:
    stage = Stage(FakeDesk(language_chosen=False, consented=False))
    assert said(stage, command)
    assert stage.desk.stopped == (command == "stop")


@pytest.mark.parametrize(
    ("wish", "flow"),
    [("report", "report"), ("private", "private"), ("status", "status"), ("menu", "menu"), ("hello", "menu")],
)
def test_what_she_came_for_comes_after_the_welcome(wish: str, flow: str) -> None:
    stage = Stage(FakeDesk(language_chosen=False, consented=False))
    said(stage, wish, "english", "yes")
    assert stage.at.flow == flow


def test_her_first_words_become_the_report() -> None:
    stage = Stage(FakeDesk(language_chosen=False, consented=False))
    said(stage, "المجاري طافحة قدام المدرسة", "2", "1", "1", "2", "1", "الكوفة", "1", "1", "1")
    assert stage.desk.filed[0]["details"] == "المجاري طافحة قدام المدرسة"


def test_words_written_during_the_welcome_are_kept_too() -> None:
    stage = Stage(FakeDesk(language_chosen=False, consented=False))
    said(stage, "hi", "our street is flooded", "1", "yes")
    assert stage.at.answers["details"]["text"] == "our street is flooded"


def test_only_start_undoes_stop(stage: Stage) -> None:
    said(stage, "STOP")
    assert stage.desk.stopped
    for line in ("hello", "menu", *IN_REPORT, "Kufa", "It leaks a lot", "1", "1", "1"):
        said(stage, line)
    assert stage.desk.stopped
    assert len(stage.desk.filed) == 1
    said(stage, "START")
    assert not stage.desk.stopped


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_every_script(language: str) -> None:
    stage = Stage(FakeDesk(language=language))
    said(stage, "/report", "１", "٢", "៣")
    assert stage.at.answers["problem"] == "SEW-RIVER"


def test_zero_is_help_where_it_is_nothing_else(stage: Stage) -> None:
    question = said(stage, *IN_REPORT)
    stage.say("٠")
    assert "STOP to end" in stage.shown[0].text
    assert stage.shown[1].text == question


def test_a_pin_or_a_picture_out_of_nowhere(stage: Stage) -> None:
    assert stage.hear(heard(location=Location(1.0, 2.0)))
    assert "report of your message" in said(stage, "[voice]")
    stage.hear(heard(media=(Media("photo", "p"),)))
    assert stage.shown


def test_an_album_is_kept_whole(stage: Stage) -> None:
    said(stage, *IN_REPORT, "Kufa", "It leaks a lot", "[photo]", "[photo] and this", "[photo]", "1", "1")
    filed = stage.desk.filed[0]
    assert [item.kind for item in filed["media"]] == ["photo"] * 3
    assert filed["details"] == "It leaks a lot\nand this"


def test_what_comes_in_is_cleaned(stage: Stage) -> None:
    said(stage, *IN_REPORT, "Ku\0fa", "\u202eIt leaks\ud800 a lot", "1", "1", "1")
    assert (stage.desk.filed[0]["place"], stage.desk.filed[0]["details"]) == ("Kufa", "It leaks a lot")


def test_a_flow_that_was_there_only_yesterday_does_not_break_the_book() -> None:
    extra = Flow("extra", "a", {"a": Ask(_("Why?"))})
    assert set(bind([*BOOK.values(), extra])) == {*BOOK, "extra"}
