"""The public pages: true numbers, one report by its number, nobody's words, and headers on everything."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bot import references
from bot.messages import Address, Media
from bot.words import LANGUAGES
from civic import demo, people, private, reports
from civic.filing import Filing, file
from civic.programme import Programme
from civic.sealed import Spot
from public.app import LONGEST_FORM, LOOK_UPS, create_app
from storage.db import Store
from storage.office import Staff
from storage.reports import Report
from tests.civic.conftest import a_turn, area
from tests.clock import Clock

CANARY = "CANARY-7f3a"
UNKNOWN = "We know no report with this number"


@pytest.fixture
def programme() -> Programme:
    return Programme({"en": "Jawab", "ar": "جواب"}, "800 1234", "Asia/Baghdad", tuple(LANGUAGES))


@pytest.fixture
def app(store: Store, programme: Programme) -> Flask:
    with store.session() as session:
        demo.seed(session, store, {"najaf": "x"}, lambda password: password)
    return create_app(store, programme)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def reference(app: Flask, store: Store) -> str:
    """A report in which everything a person said is a canary."""
    with store.session() as session:
        row = people.meet(session, store, Address("sms", f"+964{CANARY}"), f"Maryam {CANARY}")
        said = Filing(
            problem="SEW-OVER",
            area_id=area(session, "iq-njf-kufa").id,
            spot=Spot(f"Behind {CANARY}"),
            details=f"It smells {CANARY}",
            media=(Media("photo", CANARY),),
            anonymous=False,
        )
        report = file(session, store, row, said, inbox_id=None)
        omar = session.scalars(select(Staff)).one()
        omar.name = f"Omar {CANARY}"
        reports.reply(session, store, report, omar, f"Soon {CANARY}", seen=reports.latest(session, report))
        reports.note(session, store, report, omar, f"Hush {CANARY}", seen=reports.latest(session, report))
        handle = row.citizen.handle
        row.citizen.handle = CANARY
        assert handle != CANARY
        return report.reference


def look_up(client: FlaskClient, said: str, lang: str = "en") -> tuple[int, str]:
    response = client.post(f"/check?lang={lang}", data={"reference": said})
    return response.status_code, response.get_data(as_text=True)


def test_the_front_page_counts(client: FlaskClient, store: Store) -> None:
    page = client.get("/").get_data(as_text=True)
    with store.read() as session:
        received = len(session.scalars(select(Report.id)).all())
    assert re.search(rf'class="value">{received}<', page)
    assert f"of {received} received" in page
    assert "fewer than 5" in page
    assert page.count("<rect") >= 5


@pytest.mark.parametrize("said", ["{r}", "{shown}", " {shown} ", "{arabic}", "{khmer}", "no. {shown}."])
def test_a_report_by_its_number_in_any_digits(client: FlaskClient, reference: str, said: str) -> None:
    arabic = reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    khmer = reference.translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    typed = said.format(r=reference, shown=references.show(reference), arabic=arabic, khmer=khmer)
    status, page = look_up(client, typed)
    assert status == 200
    for shown in ("Received", "Overflow or blocked sewer", "Kufa, Najaf", "Najaf Sewerage Directorate"):
        assert shown in page


def test_nothing_personal_on_any_page(client: FlaskClient, reference: str) -> None:
    status, page = look_up(client, reference)
    assert status == 200
    for text in (page, client.get("/").get_data(as_text=True), look_up(client, "1")[1]):
        assert CANARY not in text


def test_wrong_unknown_and_private_numbers_get_one_answer(client: FlaskClient, store: Store, reference: str) -> None:
    with store.session() as session:
        row = people.meet(session, store, Address("sms", "1"))
        kept = private.file(session, store, row, CANARY, (), safe=True, inbox_id=a_turn(session, store))
        hidden = kept.reference
    slip = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    free = references.new(lambda n: "7" * n)
    answers = {look_up(client, said) for said in (slip, free, hidden, "", "hello", "123", "<b>x", "\x00", "9" * 40)}
    assert len(answers) == 1
    ((status, page),) = answers
    assert status == 404
    assert UNKNOWN in page


def test_what_was_typed_is_not_said_back(client: FlaskClient) -> None:
    assert CANARY not in look_up(client, f'"><script>{CANARY}')[1]


def test_no_number_ever_stands_in_an_address(client: FlaskClient, reference: str) -> None:
    assert client.get(f"/check?reference={reference}").get_data(as_text=True).count(reference) == 0
    page = look_up(client, reference)[1]
    assert not [link for link in re.findall(r'(?:href|action|src)="([^"]*)"', page) if reference in link]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/check", 200),
        ("POST", "/check", 404),
        ("GET", "/static/public.css", 200),
        ("GET", "/robots.txt", 200),
        ("GET", "/nowhere", 404),
        ("POST", "/", 405),
        ("DELETE", "/check", 405),
        ("GET", "/static/../../pyproject.toml", 404),
    ],
)
def test_headers_on_every_response(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    response.close()
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items():
        assert response.headers[name] == value
    assert response.headers["Permissions-Policy"]
    assert "Set-Cookie" not in response.headers


def test_results_are_kept_by_nobody(client: FlaskClient, reference: str) -> None:
    response = client.post("/check", data={"reference": reference})
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in response.get_data(as_text=True)


def test_nothing_inline_and_nothing_from_elsewhere(client: FlaskClient, reference: str) -> None:
    for page in (client.get("/").get_data(as_text=True), look_up(client, reference)[1]):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)
        assert not re.search(r'(?:href|src|action)="(?:https?:)?//', page)


def test_too_many_look_ups_are_asked_to_wait(client: FlaskClient, reference: str, clock: Clock) -> None:
    for _ in range(LOOK_UPS):
        assert look_up(client, reference)[0] == 200
    status, page = look_up(client, reference)
    assert status == 429
    assert "wait a minute" in page
    other = client.post("/check", data={"reference": reference}, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 200, "one client's haste is not another's"
    forged = client.post("/check", data={"reference": reference}, headers={"X-Forwarded-For": "10.1.1.1"})
    assert forged.status_code == 429, "what a client says of itself does not count"
    clock.travel(seconds=61)
    assert look_up(client, reference)[0] == 200


def test_a_whole_household_is_one_client(client: FlaskClient, reference: str) -> None:
    for n in range(LOOK_UPS + 1):
        address = {"REMOTE_ADDR": f"2001:db8::{n + 1:x}"}
        last = client.post("/check", data={"reference": reference}, environ_base=address)
    assert last.status_code == 429


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_and_its_direction(client: FlaskClient, reference: str, language: str) -> None:
    direction = "rtl" if language in ("ar", "ckb") else "ltr"
    for page in (client.get(f"/?lang={language}").get_data(as_text=True), look_up(client, reference, language)[1]):
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert page.count('aria-current="true"') == 1


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ar-IQ,en;q=0.5", "ar"),
        ("ku,en;q=0.2", "ckb"),
        ("de,fr;q=0.8", "fr"),
        ("km", "km"),
        ("zz", "en"),
        ("", "en"),
        ("\xff;;;=", "en"),
    ],
)
def test_the_browser_s_language(client: FlaskClient, accepted: str, language: str) -> None:
    response = client.get("/?lang=klingon", headers={"Accept-Language": accepted})
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


def test_bars_run_the_way_the_language_does(client: FlaskClient) -> None:
    days = {}
    for language in ("en", "ar"):
        page = client.get(f"/?lang={language}").get_data(as_text=True)
        days[language] = sorted(
            (float(x), day) for x, day in re.findall(r'class="day[^>]*x="([\d.]+)"[^>]*>([^<]+)<', page)
        )
    assert len(days["en"]) == 12
    assert [day for _x, day in days["en"]] == [day for _x, day in reversed(days["ar"])]


@pytest.mark.parametrize("body", [b"reference=" + b"1" * LONGEST_FORM, b"\xff\xfe", b"reference=%ff%00%ed%a0%80"])
def test_strange_forms_get_plain_words(client: FlaskClient, body: bytes) -> None:
    response = client.post("/check", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (404, 413)
    assert "<h1>" in response.get_data(as_text=True)


def test_our_own_fault_is_said_in_plain_words(app: Flask, store: Store) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError(CANARY)

    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert "our fault" in response.get_data(as_text=True)
    assert CANARY not in response.get_data(as_text=True)
    assert response.headers["Content-Security-Policy"]


def test_the_numbers_follow_within_seconds(client: FlaskClient, store: Store, clock: Clock) -> None:
    before = client.get("/").get_data(as_text=True)
    with store.session() as session:
        row = people.meet(session, store, Address("sms", "2"))
        file(session, store, row, Filing(details="x"), inbox_id=None)
    assert client.get("/").get_data(as_text=True) == before
    clock.travel(seconds=timedelta(seconds=11).total_seconds())
    assert client.get("/").get_data(as_text=True) != before
