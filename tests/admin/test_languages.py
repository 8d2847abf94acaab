"""Every page in every language: right direction, no blank left open, nothing citizens wrote is forced to a side."""

import re

import pytest
from sqlalchemy import select, update

from bot.words import RIGHT_TO_LEFT, Text, Voice
from storage.office import Staff
from storage.people import Citizen
from tests.admin.browser import Page
from tests.admin.conftest import LANGUAGES, Desk

# Pages, not queries: one database is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

_BLANK = re.compile(r"\{\w*\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(desk: Desk, language: str) -> None:
    report_id = desk.file("Canary {blank} words", anonymous=False)
    desk.change(lambda session: session.execute(update(Staff).values(language=language)))
    paths = {
        "amal": ["/reports/", "/reports/?state=closed", f"/reports/{report_id}/", "/account/", "/nowhere", "/team/"],
        "majid": ["/contacts/", "/contacts/lists/new", "/segments/", "/segments/new"],
        "admin": ["/team/", "/letters/"],
        "farah": ["/private/"],
    }
    for username, pages in paths.items():
        browser = desk.browser(username)
        for path in pages:
            page = browser.get(path).text
            html = Page(page).all("html")[0]
            assert html["lang"] == language
            assert html["dir"] == ("rtl" if language in RIGHT_TO_LEFT else "ltr")
            sheets = [link["href"] or "" for link in Page(page).all("link")]
            assert any("tabler.rtl" in sheet for sheet in sheets) is (language in RIGHT_TO_LEFT)
            assert _BLANK.findall(Page(page).words.replace("{blank}", "")) == []
            assert f'value="{language}" lang="{language}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_log_in_page_follows_the_browser(desk: Desk, language: str) -> None:
    page = desk.browser().get("/login", headers={"Accept-Language": f"{language},en;q=0.5"}).text
    assert Page(page).all("html")[0]["lang"] == language


def test_a_language_we_do_not_speak_becomes_english(desk: Desk) -> None:
    page = desk.browser().get("/login", headers={"Accept-Language": "tlh"}).text
    assert Page(page).all("html")[0]["lang"] == "en"


def test_switching_keeps_the_place_and_the_account(desk: Desk) -> None:
    browser = desk.browser("amal")
    assert browser.post("/language", language="ckb", next="/reports/?state=closed").location == "/reports/?state=closed"
    assert desk.staff("amal").language == "ckb"
    assert desk.staff("basim").language == "en"


def test_every_sentence_goes_through_the_catalogue(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a catalogue that shouts, nothing on a page of ours may still be spoken quietly."""
    plain = Voice.say

    def shout(self: Voice, text: Text, /, **blanks: object) -> str:
        return f"⟦{plain(self, text, **blanks)}⟧"

    report_id = desk.file("0")
    with desk.store.read() as session:
        handle = session.scalars(select(Citizen.handle)).one()
    monkeypatch.setattr(Voice, "say", shout)
    for path in ("/login", "/reports/", f"/reports/{report_id}/", "/account/", "/nowhere"):
        words = Page(desk.browser("amal").get(path).text).words.replace(handle, "")
        while (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", words)) != words:
            words = inner
        quiet = set(re.findall(r"[A-Za-z]{3,}", words)) - _NAMES
        assert quiet == set(), f"not marked for translation on {path}"


# Names of people, places, services and languages, which are not translated sentences.
_NAMES = frozenset(
    """Jawab Water Dialogue Amal Najaf SMS English Kiswahili Fran ais Espa Kufa Iraq Behind the bakery
    amal Basim Basra Waste March
    minutes minute seconds second now days hours ago""".split()  # noqa: SIM905  # read as a sentence, not as a list
)
