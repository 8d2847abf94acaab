"""Writing a poll, publishing it, reading what came out: every slip is said and nothing typed is lost."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from admin import exports
from bot.messages import Address
from civic import audience, people, poll_answers, polls
from civic.poll_form import PollForm
from storage.audience import Segment
from storage.polls import Poll
from tests.admin.browser import Browser, Page
from tests.admin.conftest import Desk
from tests.polls import a_poll

NOTHING: dict[str, Any] = {"languages": "en", "q": "q1", "q1-kind": "single"}


def fields(**more: Any) -> dict[str, Any]:
    """A small poll that may be published."""
    return {
        "languages": ["en", "km"],
        "title-en": "Water",
        "title-km": "ទឹក",
        "q": ["q1", "q2"],
        "q1-kind": "single",
        "q1-words-en": "Is there water?",
        "q1-words-km": "តើមានទឹកទេ?",
        "q1-choices-en": "Yes\r\nNo",
        "q1-choices-km": "មាន\r\nគ្មាន",
        "q2-kind": "number",
        "q2-words-en": "How many hours?",
        "q2-words-km": "ប៉ុន្មានម៉ោង?",
        "q2-least": "0",
        "q2-most": "24",
        "q2-if": ["q1/c1"],
        "closes": "2030-01-01T12:00",
        "public": "1",
        **more,
    }


def made(desk: Desk, browser: Browser) -> str:
    response = browser.post("/polls/", title="Water")
    assert response.status_code == 303
    return str(response.location).removesuffix("/edit")


def kept(desk: Desk) -> tuple[Poll, PollForm]:
    with desk.store.read() as session:
        poll = session.scalars(select(Poll)).one()
        return poll, polls.form_of(poll.editions[-1])


def test_from_an_idea_to_a_published_poll(desk: Desk) -> None:
    browser = desk.browser("majid")
    page = made(desk, browser)
    assert browser.get(f"{page}/edit").status_code == 200
    answer = browser.post(f"{page}/edit", do="publish", **fields())
    assert (answer.status_code, answer.location) == (303, f"{page}/")
    poll, form = kept(desk)
    assert poll.state == "published"
    assert poll.closes_at is not None
    assert poll.closes_at.isoformat() == "2030-01-01T09:00:00+00:00"
    assert form.questions[1].only_if == {"q1": ("c1",)}
    assert form.questions[0].choices[1] == {"en": "No", "km": "គ្មាន"}
    assert "JOIN p-" in browser.get(f"{page}/").text
    assert browser.get(f"{page}/edit").status_code == 303


def test_what_is_missing_is_said_question_by_question_and_everything_is_kept(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    broken = fields(**{"q1-words-km": "", "q1-choices-km": "មាន", "q2-least": "30", "closes": ""})
    answer = browser.post(f"{page}/edit", do="publish", **broken)
    assert answer.status_code == 422
    words = Page(answer.text).words
    for sentence in (
        "not published yet",
        "The words are missing in ខ្មែរ.",
        "Choice 2 is missing in ខ្មែរ.",
        "The smallest number must be below the largest",
        "Please say when it closes.",
    ):
        assert sentence in words
    poll, form = kept(desk)
    assert poll.state == "draft"
    assert form.questions[0].choices == ({"en": "Yes", "km": "មាន"}, {"en": "No"})


@pytest.mark.parametrize("broken", [{"q1-choices-en": "Yes\n" + "x" * 80}, {"q1-words-en": "word " * 190}])
def test_what_does_not_fit_a_message_is_not_published(desk: Desk, broken: dict[str, str]) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    answer = browser.post(f"{page}/edit", do="publish", **fields(**broken))
    assert answer.status_code == 422
    assert "too long" in answer.text


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ({"q3-if": ["q1/c1", "q2/c1"]}, "two different questions"),
        ({"q3-if": ["q2/c1"], "q2-if": ["q1/c1"]}, "not everybody is asked"),
        ({"q1-if": ["q3/c1"]}, "a question that comes later"),
        ({"q3-if": ["q1/c9"]}, "not there any more"),
    ],
)
def test_conditions_that_overlap_are_explained(desk: Desk, conditions: dict[str, Any], sentence: str) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    three: dict[str, Any] = {"q": ["q1", "q2", "q3"]}
    for id in three["q"]:
        three |= {f"{id}-kind": "single", f"{id}-words-en": "Well?", f"{id}-choices-en": "Yes\nNo"}
    answer = browser.post(
        f"{page}/edit", do="publish", **(fields(languages="en", **three) | {"q2-if": []} | conditions)
    )
    assert answer.status_code == 422
    assert sentence in Page(answer.text).words


def test_questions_are_added_moved_and_removed_without_losing_a_word(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    browser.post(f"{page}/edit", do="add", **fields())
    assert [asked.id for asked in kept(desk)[1].questions] == ["q1", "q2", "q3"]
    browser.post(f"{page}/edit", do="up q2", **fields())
    assert [asked.id for asked in kept(desk)[1].questions] == ["q2", "q1"]
    browser.post(f"{page}/edit", do="remove q1", **fields())
    assert [asked.words["en"] for asked in kept(desk)[1].questions] == ["How many hours?"]


def test_words_of_a_language_that_is_taken_away_come_back_with_it(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    browser.post(f"{page}/edit", **fields(languages="en"))
    shown = Page(browser.get(f"{page}/edit").text)
    assert "តើមានទឹកទេ?" in [field.get("value") for field in shown.all("input")]


def test_times_that_are_no_times_change_nothing_else(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    browser.post(f"{page}/edit", **fields())
    before = kept(desk)[0].closes_at
    answer = browser.post(f"{page}/edit", follow=True, **fields(closes="tomorrow", **{"title-en": "Water at home"}))
    assert "except the times" in answer.text
    assert kept(desk)[0].closes_at == before
    assert kept(desk)[1].title["en"] == "Water at home"


@pytest.mark.parametrize(
    "odd", [{"q": "q1'; drop"}, {"q": "q0"}, {"languages": "xx"}, {"q1-kind": "evil"}, {"do": "up q99"}]
)
def test_odd_fields_are_no_error(desk: Desk, odd: dict[str, str]) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    assert browser.post(f"{page}/edit", **{**NOTHING, **odd}).status_code == 303
    assert browser.get(f"{page}/edit").status_code == 200


def test_the_preview_shows_each_channel_and_language(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    browser.post(f"{page}/edit", **fields(**{"q1-choices-en": "Yes, every day and all day long\nNo"}))
    whatsapp = browser.get(f"{page}/preview?channel=whatsapp&language=en").text
    assert "Too long for the first line of a WhatsApp list" in whatsapp
    sms = Page(browser.get(f"{page}/preview?channel=sms&language=km").text).words
    assert "1. មាន" in sms
    assert "SMS parts" in sms


def test_published_words_stay_until_a_corrected_edition_is_published(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    browser.post(f"{page}/edit", do="publish", **fields())
    assert browser.post(f"{page}/edit", **fields(**{"title-en": "Other"})).status_code == 303
    assert kept(desk)[1].title["en"] == "Water"
    browser.post(f"{page}/correct")
    browser.post(f"{page}/edit", do="publish", **fields(**{"title-en": "Other"}))
    poll, form = kept(desk)
    assert (form.title["en"], len(poll.editions)) == ("Other", 2)
    browser.post(f"{page}/close")
    assert kept(desk)[0].state == "closed"
    assert "cannot be done" in browser.post(f"{page}/close", follow=True).text


def answered(desk: Desk, n: int, **values: Any) -> int:
    """A poll that so many people have answered alike."""
    with desk.store.session() as session:
        poll = a_poll(session, desk.store)
        for number in range(n):
            row = people.meet(session, desk.store, Address("sms", f"+9647700{number:06}"))
            audience.agree(session, desk.store, row, "polls", True, "keyword")
            for question, value in values.items():
                poll_answers.answer(session, desk.store, row, poll.id, question, value)
            poll_answers.finish(session, desk.store, row, poll.id)
        return poll.id


def test_results_are_read_by_oversight_and_changed_by_nobody_but_those_who_may(desk: Desk) -> None:
    poll_id = answered(desk, 6, q1={"choice": "c1"}, q5={"text": "<b>Pipe</b>"})
    page = Page(desk.browser("omar").get(f"/polls/{poll_id}/").text)
    assert "Answers of those who replied, not of all residents." in page.words
    assert "<b>Pipe</b>" in page.words
    assert not [form for form in page.all("form") if "/close" in str(form.get("action"))]
    assert desk.browser("omar").post(f"/polls/{poll_id}/close").status_code == 403
    assert desk.browser("amal").get(f"/polls/{poll_id}/").status_code == 403
    assert desk.browser("omar").get(f"/polls/{poll_id}/figures").status_code == 200


def test_few_answers_are_hidden_everywhere(desk: Desk) -> None:
    poll_id = answered(desk, 3, q1={"choice": "c1"}, q5={"text": "The pipe"})
    browser = desk.browser("omar")
    page = browser.get(f"/polls/{poll_id}/").text
    assert "fewer than 5" in page
    assert "The pipe" not in page
    rows = list(csv.reader(io.StringIO(browser.get(f"/polls/{poll_id}/results.csv").data.decode("utf-8-sig"))))
    assert ["1", "Do you have water today?", "Yes", "fewer than 5", ""] in rows


def test_results_go_out_when_it_is_over(desk: Desk) -> None:
    poll_id = answered(desk, 6, q1={"choice": "c1"})
    browser = desk.browser("admin")
    assert "Nothing was sent" in browser.post(f"/polls/{poll_id}/results", follow=True).text
    browser.post(f"/polls/{poll_id}/close")
    assert "on their way" in browser.post(f"/polls/{poll_id}/results", follow=True).text
    assert "Nothing was sent" in browser.post(f"/polls/{poll_id}/results", follow=True).text


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "|cmd",
    "%x",
    "\u200b=1",
    "\u202e@x",
    " =1",
    "\n=1",
    '=HYPERLINK("http://x","y")',
]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_is_a_formula(words: str) -> None:
    table = exports.as_csv([["a", words]]).decode("utf-8-sig")
    cell = next(csv.reader(io.StringIO(table, newline="")))[1]
    assert cell.startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx([("Sheet", [["a", words, 3, -2.5]])])))
    row = next(book["Sheet"].iter_rows())
    assert row[1].data_type == "s"
    assert str(row[1].value).startswith("'")
    assert (row[2].value, row[3].value) == (3, -2.5)


@pytest.mark.parametrize("words", ["Water, every day", 'She said "no"', "ماء", "ទឹក", "1 = 2", "a\nb"])
def test_harmless_words_stay_as_they_are(words: str) -> None:
    assert exports.harmless(words) == words
    table = exports.as_csv([[words]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(table, newline=""))) == [words]


def test_hostile_labels_come_out_harmless(desk: Desk) -> None:
    browser = desk.browser("admin")
    page = made(desk, browser)
    browser.post(f"{page}/edit", do="publish", **fields(**{"q1-choices-en": "=cmd|' /C calc'!A1\n@SUM(1)"}))
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{page}/results.xlsx").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "'@SUM(1)" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_group_is_counted_before_it_is_asked(desk: Desk) -> None:
    with desk.store.session() as session:
        for n, agreed in enumerate((True, True, False)):
            row = people.meet(session, desk.store, Address("sms", f"+9647700{n:06}"))
            row.citizen.language = "en"
            audience.agree(session, desk.store, row, "polls", agreed, "keyword")
        segment = Segment(name="All", rules={}, created_at=desk.store.now())
        session.add(segment)
        session.flush()
        group = segment.id
    browser = desk.browser("admin")
    page = made(desk, browser)
    answer = browser.post(f"{page}/edit", follow=True, **fields(segment=str(group)))
    words = Page(answer.text).words
    assert "People: 2" in words
    assert "first message, parts: 1" in words
    assert browser.post(f"{page}/edit", do="publish", **fields(segment=str(group))).location == f"{page}/"
    assert "Sending of the questions" in browser.get(f"{page}/").text
