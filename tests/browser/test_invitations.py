"""A women's dialogue, through the pages: three are invited, two find a seat, one gives hers to the third."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.words import _
from flows.tongues import QUESTION
from tests.browser.conftest import Demo
from tests.browser.people import Citizen, Official, settle
from tests.browser.test_main_job import Shoot, Visit

pytestmark = pytest.mark.browser
TITLE, PLACE = "حوار نساء الكوفة", "مركز الشباب في الكوفة"
NAMES = {"Amal Jabbar": "telegram", "Huda Salim": "whatsapp", "Zainab Karim": "sms"}


def wish_to_be_invited(phones: Page) -> list[Citizen]:
    """Three women who read Arabic, on three channels; each says by keyword that she wants invitations.

    The group has more people: made-up ones of the demonstration who did not agree, and are not written to.
    """
    women = []
    for n, (name, channel) in enumerate(NAMES.items(), 1):
        settle(phones, name, f"+96475011122{n:02}", "ar")
        woman = Citizen(phones, name, channel, "ar")
        woman.say("مرحبا")
        woman.sees(QUESTION[:15])
        woman.say("2")
        woman.asked("welcome", "consent")
        woman.say("١")
        woman.asked("menu", "menu")
        woman.say("دعوات نعم")
        woman.told("invitations_on", "said")
        women.append(woman)
    return women


def write_group(mona: Official) -> None:
    mona.go("/segments/new")
    mona.page.get_by_label("Name of the group").fill("Women of Kufa")
    mona.page.locator("input[name=languages][value=ar]").check()
    mona.press("Save the group")
    expect(mona.page.get_by_text("The group is saved.")).to_be_visible()


def write_session(mona: Official) -> None:
    """From the template of a women's dialogue; two seats, three days from now at ten."""
    mona.go("/sessions/")
    mona.press("New session")
    mona.page.locator("a[href$='kind=women_dialogue']").click()
    mona.page.locator("#title-ar").fill(TITLE)
    mona.page.locator("#place-ar").fill(PLACE)
    mona.page.locator("#starts").fill((datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT10:00"))
    mona.page.locator("#capacity").fill("2")
    mona.press("Keep as a draft")
    expect(mona.page.get_by_text("The session is kept as a draft.")).to_be_visible()
    mona.press("Open it")
    expect(mona.page.get_by_text("The session is open: people can be invited")).to_be_visible()


def invite(mona: Official, shoot: Shoot) -> None:
    mona.press("Invite a group")
    mona.page.locator("#segment").select_option(label="Women of Kufa")
    expect(mona.page.locator("#invite-preview")).to_contain_text("People: 3")
    shoot(mona.page, "sessions-invite")
    mona.press("Invite")
    expect(mona.page.locator("#standing")).to_contain_text("Women of Kufa")


def figure(mona: Official, label: str, n: int) -> None:
    """Waits until the session's page shows this figure; the page renews itself."""
    shown = mona.page.locator(".meeting-figures div").filter(has=mona.page.get_by_text(label, exact=True))
    expect(shown.locator("dd")).to_have_text(str(n))


def accept(woman: Citizen, needs: str) -> None:
    """By buttons. It is private: nothing of it shows before she says that she can read."""
    woman.take()
    woman.told("rsvp", "knock")
    woman.press(_("OK"))
    woman.sees(TITLE)
    woman.press(_("Yes"))
    woman.asked("rsvp", "needs")
    woman.say(needs)
    woman.told("rsvp", "door")


def come_too_late(zainab: Citizen) -> None:
    """By digits."""
    zainab.take()
    zainab.told("rsvp", "knock")
    zainab.say("١")
    zainab.sees(TITLE)
    zainab.say("١")
    zainab.told("rsvp", "waiting")


def give_up_the_seat(amal: Citizen) -> None:
    amal.take()
    amal.say("القائمة")
    amal.asked("menu", "menu")
    amal.press(_("Sessions and meetings"))
    amal.asked("sessions", "which")
    amal.say("1")
    amal.asked("rsvp", "knock")
    amal.press(_("OK"))
    amal.asked("rsvp", "has_seat")
    amal.press(_("No"))
    amal.told("rsvp", "no")


def take_the_free_seat(zainab: Citizen) -> None:
    zainab.take()
    zainab.asked("promoted", "knock")
    zainab.say("1")
    zainab.asked("promoted", "free")
    zainab.say("١")
    zainab.asked("promoted", "needs")
    zainab.say("1")
    zainab.told("promoted", "door")


def test_three_invited_two_seats(visit: Visit, demo: Demo, shoot: Shoot) -> None:
    phones = visit("/simulator/")
    amal, huda, zainab = wish_to_be_invited(phones)
    mona = Official(visit("/admin/"), "admin", demo.passwords["admin"])
    write_group(mona)
    write_session(mona)
    invite(mona, shoot)

    accept(amal, "1")
    accept(huda, "ترجمة إلى لغة الإشارة")
    come_too_late(zainab)
    for label, n in (("Reached", 3), ("Yes", 3), ("Waiting list", 1)):
        figure(mona, label, n)
    expect(mona.page.get_by_text("Seats taken: 2 of 2").first).to_be_visible()
    shoot(mona.page, "sessions-full")

    give_up_the_seat(amal)
    take_the_free_seat(zainab)
    shoot(phones, "phones-promoted")
    for label, n in (("Yes", 2), ("No", 1), ("Waiting list", 0)):
        figure(mona, label, n)
    expect(mona.page.get_by_text("Seats taken: 2 of 2").first).to_be_visible()
