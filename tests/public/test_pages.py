"""The public pages: true numbers, every language, headers on everything, plain words when it goes wrong."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.messages import Address
from bot.words import LANGUAGES
from civic import people
from civic.filing import Filing, file
from public.app import LONGEST_FORM
from storage.db import Store
from storage.reports import Report
from tests.clock import Clock
from tests.public.conftest import CANARY, look_up


def test_the_front_page_counts(client: FlaskClient, store: Store) -> None:
    page = client.get("/").get_data(as_text=True)
    with store.read() as session:
        received = len(session.scalars(select(Report.id)).all())
    assert re.search(rf'class="value">{received}<', page)
    assert f"of {received} received" in page
    assert "fewer than 5" in page
    assert page.count("<rect") >= 5


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


def test_nothing_inline_and_nothing_from_elsewhere(client: FlaskClient, reference: str) -> None:
    for page in (client.get("/").get_data(as_text=True), look_up(client, reference)[1]):
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)
        assert not re.search(r'(?:href|src|action)="(?:https?:)?//', page)


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
