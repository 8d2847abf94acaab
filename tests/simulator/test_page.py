"""The page of phones, used in a real browser as a person would."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts import browser as chromium
from tests.simulator.conftest import Stage

KHMER = "សួស្តី"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium")
        pytest.skip("no Chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto(f"{stage.url}/")
    page.get_by_role("button", name="Sokha Chan").click()
    yield page
    page.close()
    assert wrong == []


def test_a_conversation_on_telegram(page: Page, stage: Stage) -> None:
    phone = page.locator("#phone-telegram")
    phone.get_by_role("button", name="Start").click()
    expect(phone.locator(".ticks.delivered")).to_have_count(1)
    chat = phone.locator(".address").inner_text()
    board = {"inline_keyboard": [[{"text": "ទឹកស្អាត", "callback_data": "s/w"}]]}
    token = stage.outside.settings.telegram_token
    stage.phones.post(f"/telegram/bot{token}/sendMessage", json={"chat_id": chat, "text": "អ្វី?", "reply_markup": board})
    phone.get_by_role("button", name="ទឹកស្អាត").click()
    expect(phone.locator(".pressed")).to_contain_text("ទឹកស្អាត")
    expect(phone.locator(".ticks.delivered")).to_have_count(2)
    phone.get_by_role("textbox").fill("ក្នុងភូមិ")
    phone.get_by_role("textbox").press("Enter")
    expect(phone.get_by_text("ក្នុងភូមិ")).to_be_visible()
    stage.settle()
    assert [taken.update.get("callback_query", {}).get("data") for taken in stage.product.taken] == [None, "s/w", None]


def test_photo_voice_and_place(page: Page, stage: Stage) -> None:
    phone = page.locator("#phone-whatsapp")
    for name, shown in (("Burst pipe", "img.photo"), ("Voice note, 7 seconds", ".voice"), ("Ramadi", ".map")):
        phone.locator(".attach").click()
        phone.get_by_role("button", name=name).click()
        expect(phone.locator(shown)).to_be_visible()
    stage.settle()
    assert [taken.form["MessageType"] for taken in stage.product.taken] == ["image", "audio", "location"]


def test_the_keyboard_is_enough(page: Page, stage: Stage) -> None:
    attach = page.locator("#phone-telegram .attach")
    attach.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Burst pipe")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(attach).to_be_focused()


def test_the_keypad_phone_counts(page: Page, stage: Stage) -> None:
    phone = page.locator("#phone-sms")
    for digit in ("4", "2"):
        phone.get_by_role("button", name=digit, exact=True).click()
    expect(phone.locator(".counter")).to_have_text("158 / 1")
    phone.get_by_role("textbox").fill(KHMER * 12)
    expect(phone.locator(".counter")).to_have_text("62 / 2")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("2 parts")).to_be_visible()
    stage.settle()
    assert stage.product.taken[-1].form["NumSegments"] == "2"


def test_every_message_has_its_own_direction(page: Page, stage: Stage) -> None:
    for text in ("مرحبا 12", "hello"):
        page.locator("#phone-sms").get_by_role("textbox").fill(text)
        page.locator("#phone-sms").get_by_role("textbox").press("Enter")
        expect(page.locator("#phone-sms").get_by_text(text)).to_be_visible()
    directions = page.locator("#phone-sms .words").evaluate_all(
        "all => all.map(one => getComputedStyle(one).direction)"
    )
    assert directions == ["rtl", "ltr"]


def test_on_a_small_screen_there_are_tabs(page: Page, stage: Stage) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    for name, channel in (("Telegram", "telegram"), ("WhatsApp", "whatsapp"), ("SMS", "sms")):
        page.get_by_role("tab", name=name).click()
        expect(page.locator(".slot:visible")).to_have_count(1)
        box = page.locator(f"#phone-{channel}").get_by_role("textbox").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_add_a_citizen_and_make_trouble(page: Page, stage: Stage) -> None:
    page.get_by_role("button", name="Add a citizen").click()
    page.get_by_label("Name").fill("أحمد علي")
    page.get_by_label("Phone number").fill("+964750 000 0777")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#phone-sms .address")).to_have_text("+9647500000777")
    page.get_by_role("button", name="Make trouble").click()
    page.get_by_label("What happens").select_option("duplicate")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#troubles li")).to_have_count(1)
    page.get_by_role("button", name="Close").click()
    page.locator("#phone-sms").get_by_role("button", name="Hello").click()
    expect(page.locator("#phone-sms .ticks.delivered")).to_be_visible()
    stage.settle()
    assert len(stage.product.taken) == 3
