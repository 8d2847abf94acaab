"""The main job, through the pages: two citizens report, an official answers, both read it, one says it is not fixed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.vocabulary import GROUPS, KINDS, PROBLEMS
from bot.words import _
from flows.tongues import QUESTION
from tests.browser.conftest import NARROW, Demo
from tests.browser.people import Citizen, Official

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
Shoot = Callable[[Page, str], None]


def report_by_sms(layla: Citizen) -> str:
    """In Arabic, by digits, some of them Arabic ones."""
    layla.say("مرحبا")
    layla.sees(QUESTION[:15])
    for digit, flow, step in (
        ("2", "welcome", "consent"),
        ("١", "menu", "menu"),
        ("١", "report", "kind"),
        ("1", "report", "service"),
        ("2", "report", "sewage"),
        ("1", "report", "place"),
    ):
        layla.say(digit)
        layla.asked(flow, step)
    layla.say("الكوفة")
    layla.asked("report", "details")
    layla.say("المجاري تفيض أمام المدرسة منذ أسبوع")
    layla.asked("report", "photo")
    layla.say("1")
    layla.asked("report", "named")
    layla.say("1")
    layla.asked("report", "review")
    layla.say("1")
    layla.told("report", "thanks")
    return left_alone(layla, "القائمة")


def report_by_telegram(sokha: Citizen) -> str:
    """In Khmer, by buttons."""
    sokha.say("សួស្តី")
    sokha.sees(QUESTION[:15])
    sokha.press(_("ខ្មែរ"))
    for option, flow, step in (
        (_("Yes"), "menu", "menu"),
        (_("Report a problem"), "report", "kind"),
        (KINDS["complaint"], "report", "service"),
        (GROUPS["water"], "report", "water"),
        (PROBLEMS["WAT-LEAK"].label, "report", "place"),
    ):
        sokha.press(option)
        sokha.asked(flow, step)
    sokha.say("Battambang")
    return finish_by_telegram(sokha)


def finish_by_telegram(sokha: Citizen) -> str:
    sokha.asked("report", "details")
    sokha.say("បំពង់ទឹកបែកនៅមុខផ្ទះខ្ញុំ")
    sokha.asked("report", "photo")
    sokha.press(_("Skip"))
    sokha.asked("report", "named")
    sokha.press(_("No, hide my name"))
    sokha.asked("report", "review")
    sokha.press(_("Send"))
    sokha.told("report", "thanks")
    return left_alone(sokha, "ម៉ឺនុយ")


def left_alone(citizen: Citizen, menu: str) -> str:
    """The number of her report. She does not care to say who she is, and goes back to the menu."""
    reference = citizen.reference()
    citizen.asked("profile", "sex")
    citizen.say(menu)
    citizen.asked("menu", "menu")
    return reference


def test_the_answer_comes_back(visit: Visit, demo: Demo, shoot: Shoot) -> None:
    phones = visit("/simulator/")
    layla = Citizen(phones, "Layla Hassan", "sms", "ar")
    from_layla = report_by_sms(layla)
    shoot(phones, "phones-arabic-sms")
    sokha = Citizen(phones, "Sokha Chan", "telegram", "km")
    from_sokha = report_by_telegram(sokha)
    shoot(phones, "phones-khmer-telegram")

    mona = Official(visit("/admin/"), "manager", demo.passwords["manager"])
    mona.open(from_layla)
    mona.answer("فريقنا في الطريق إليكم")
    mona.move("resolved", "نظفنا المجرى")
    shoot(mona.page, "admin-ticket")
    mona.open(from_sokha)
    mona.answer("ក្រុមការងារនឹងទៅដល់ថ្ងៃស្អែក")

    sokha.sees("ក្រុមការងារនឹងទៅដល់ថ្ងៃស្អែក")
    layla.take()
    layla.sees("فريقنا في الطريق إليكم")
    layla.asked("confirm", "fixed")
    layla.say("3")
    layla.asked("confirm", "more")
    layla.say("1")
    layla.asked("confirm", "reopened")
    shoot(phones, "phones-reopened")
    mona.open(from_layla)
    expect(mona.page.locator(".ticket-badges")).to_contain_text("Opened again")
    expect(mona.page.get_by_text("Delivered").first).to_be_visible()


def test_everyone_sees_how_a_report_stands(visit: Visit, shoot: Shoot) -> None:
    phones = visit("/simulator/")
    reference = report_by_telegram(Citizen(phones, "Wanjiku Mwangi", "telegram", "km"))
    for size, name in (({"width": 1280, "height": 900}, "public"), (NARROW, "public-narrow")):
        page = visit("/", size)
        shoot(page, name)
        page.get_by_role("textbox").first.fill(reference)
        page.get_by_role("textbox").first.press("Enter")
        expect(page.get_by_text(reference).first).to_be_visible()
        shoot(page, f"{name}-report")


@pytest.mark.parametrize("username", ["najaf", "ramadi", "admin"])
def test_the_admin_fits_every_screen(visit: Visit, demo: Demo, shoot: Shoot, username: str) -> None:
    for size, name in (({"width": 1280, "height": 900}, "wide"), (NARROW, "narrow")):
        page = Official(visit("/admin/", size), username, demo.passwords[username]).page
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if username == "najaf" else "ltr")
        shoot(page, f"admin-{username}-{name}")
        page.locator(".row-link").first.click()
        expect(page.locator(".ticket-number")).to_be_visible()
        shoot(page, f"admin-{username}-{name}-ticket")
