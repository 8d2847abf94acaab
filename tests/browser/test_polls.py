"""A poll in Khmer and English, through the pages: written, mended, published, answered on three phones, counted."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.words import _
from flows.tongues import QUESTION
from tests.browser.conftest import Demo
from tests.browser.people import Citizen, Official, fixed_words, settle
from tests.browser.test_main_job import Shoot, Visit

pytestmark = pytest.mark.browser
TITLE = {"en": "Water at home", "km": "ទឹកនៅផ្ទះ"}
WATER = {"en": "Do you have water today?", "km": "តើថ្ងៃនេះអ្នកមានទឹកទេ?"}
HOURS = {"en": "How many hours a day is there water?", "km": "ប៉ុន្មានម៉ោងក្នុងមួយថ្ងៃ?"}
YES_NO = {"en": "Yes\nNo", "km": "មាន\nគ្មាន"}
THANKS = _("Thank you. Answers so far: {n}. We will send you the results and what officials decide.")
TOO_LONG = "Yes, and it comes out of the tap every single morning and evening, thank you very much for asking about it"

PEOPLE = (
    ("Chea Sophal", "telegram", "km", ("មាន", "៦")),
    ("Keo Bopha", "whatsapp", "km", ("២", "2")),
    ("Peter Ouma", "sms", "en", ("1", "12")),
)


def fill_in(mona: Official, question: str, words: dict[str, str], choices: dict[str, str] | None = None) -> None:
    for code, said in words.items():
        mona.page.locator(f"#{question}-words-{code}").fill(said)
    for code, lines in (choices or {}).items():
        mona.page.locator(f"#{question}-choices-{code}").fill(lines)


def write(mona: Official) -> None:
    """Two questions in two languages; one choice is longer than any phone's button."""
    mona.go("/polls/")
    mona.page.locator("#title").fill(TITLE["en"])
    mona.press("Write a poll")
    mona.page.locator("input[name=languages][value=km]").check()
    mona.press("Save the draft")
    mona.page.locator("#title-km").fill(TITLE["km"])
    fill_in(mona, "q1", WATER, YES_NO | {"en": f"{TOO_LONG}\nNo"})
    mona.press("Add a question")
    mona.page.locator("#q2-kind").select_option("number")
    fill_in(mona, "q2", HOURS)
    mona.page.locator("#q2-most").fill("24")
    mona.page.locator("#closes").fill((datetime.now(UTC) + timedelta(days=5)).strftime("%Y-%m-%dT18:00"))


def mend_and_publish(mona: Official, shoot: Shoot) -> str:
    """Gives the word that people send to come in."""
    mona.press("Publish")
    expect(mona.page.locator("#problem")).to_contain_text("not published yet")
    expect(mona.page.locator("#q1 .poll-faults")).to_contain_text(TOO_LONG)
    shoot(mona.page, "polls-too-long")
    fill_in(mona, "q1", WATER, YES_NO)
    mona.press("Publish")
    expect(mona.page.get_by_text("Published. From now on")).to_be_visible()
    return mona.page.locator("dl.facts code").inner_text()


def answer(phones: Page, name: str, channel: str, language: str, word: str, said: tuple[str, str]) -> None:
    """Come in by the code, as a stranger, and answer both questions."""
    citizen = Citizen(phones, name, channel, language)
    citizen.say(word)
    citizen.sees(QUESTION[:15])
    citizen.say({"en": "1", "km": "4"}[language])
    citizen.sees(TITLE[language])
    citizen.say("1")  # yes, you may ask
    citizen.sees(WATER[language])
    citizen.say(said[0])
    citizen.sees(HOURS[language])
    citizen.say(said[1])
    citizen.sees(fixed_words(THANKS, citizen.voice))


def test_three_answers_are_counted(visit: Visit, demo: Demo, shoot: Shoot) -> None:
    mona = Official(visit("/admin/"), "admin", demo.passwords["admin"])
    write(mona)
    word = mend_and_publish(mona, shoot)

    phones = visit("/simulator/")
    for n, (name, channel, language, said) in enumerate(PEOPLE):
        settle(phones, name, f"+8551033344{n}", language)
        answer(phones, name, channel, language, word, said)
        shoot(phones, f"phones-poll-{channel}")

    mona.page.reload()
    expect(mona.page.locator(".poll-totals")).to_contain_text("Answered all questions")
    shoot(mona.page, "polls-results")
    with mona.page.expect_download() as download:
        mona.press("Results as a table (CSV)")
    rows = list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    counted = {(row[1], row[2]): row[3] for row in rows}
    assert counted[WATER["en"], "Yes"] == "fewer than 5"  # so few could be told apart
    assert counted[HOURS["en"], "Answered this question"] == "fewer than 5"
    assert counted[HOURS["en"], "Skipped this question"] == "0"
