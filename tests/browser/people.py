"""What a citizen does on the page of phones, and an official in the admin, as clicks and keys."""

import re
from string import Formatter

from playwright.sync_api import Page, expect

from bot.steps import Question, Say
from bot.words import Text, Voice
from flows import BOOK

expect.set_options(timeout=20_000)  # a busy machine is no failure


def sentence(flow: str, step: str) -> Text:
    """What the bot says at a step."""
    said = BOOK[flow].steps[step]
    assert isinstance(said, Question | Say)
    return said.text


class Citizen:
    """One phone of one citizen on the page of phones; she reads one language."""

    def __init__(self, page: Page, name: str, channel: str, language: str) -> None:
        self.voice = Voice(language)
        self._page, self._name = page, name
        self._phone = page.locator(f"#phone-{channel}")
        self.take()

    def take(self) -> None:
        """Take the phones into her hand."""
        self._page.get_by_role("navigation", name="Citizens").get_by_role("button", name=self._name).click()

    def say(self, text: str) -> None:
        self._phone.get_by_role("textbox", name="Message").fill(text)
        self._phone.get_by_role("button", name="Send", exact=True).click()

    def press(self, option: Text) -> None:
        """The newest button with these words in her language."""
        self._phone.get_by_role("button", name=self.voice.say(option), exact=True).last.click()

    def sees(self, text: str) -> None:
        """Waits until a message on the screen holds this."""
        expect(self._phone.locator(".words").filter(has_text=text).last).to_be_visible()

    def asked(self, flow: str, step: str) -> None:
        """Waits until the newest message is what this step says, in her language."""
        expect(self._phone.locator(".words").last).to_contain_text(fixed_words(sentence(flow, step), self.voice))

    def told(self, flow: str, step: str) -> None:
        """Waits until some message on the screen is what this step says, in her language."""
        self.sees(fixed_words(sentence(flow, step), self.voice))

    def reference(self) -> str:
        """The number of her report, from the newest message that has one."""
        number = re.compile(r"\d{3}-\d{3}-\d{4}")
        found = number.search(self._phone.locator(".words").filter(has_text=number).last.inner_text())
        assert found
        return found.group()


def fixed_words(text: Text, voice: Voice) -> str:
    """The longest piece of a sentence without its blanks and line ends."""
    blanks = {name: "\0" for _text, name, _form, _kind in Formatter().parse(text) if name}
    said = voice.say(text, **blanks)
    return max((piece.strip() for piece in re.split("[\u2068\u2069\0\n]", said)), key=len)


def settle(page: Page, name: str, number: str, language: str) -> None:
    """Somebody new, with a phone on each channel, on the page of phones."""
    person = {"name": name, "number": number, "language": language}
    assert page.request.post(page.url.rstrip("/") + "/api/phones", data=person).ok
    page.reload()


class Official:
    """A member of staff in the admin."""

    def __init__(self, page: Page, username: str, password: str) -> None:
        self.page = page
        page.locator("#username").fill(username)
        page.locator("#password").fill(password)
        page.locator("form .btn-primary").click()
        expect(page.locator("#list")).to_be_visible()

    def go(self, path: str) -> None:
        """To a page of the admin: "/sessions/"."""
        self.page.goto(self.page.url.partition("/admin")[0] + "/admin" + path)

    def press(self, name: str) -> None:
        """The first button or link of the page itself with these words."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        ).first.click()

    def open(self, reference: str) -> None:
        self.page.locator("#find").fill(reference)
        self.page.locator("#find").press("Enter")
        expect(self.page.locator(".ticket-number")).to_have_text(reference)

    def answer(self, text: str) -> None:
        self.page.locator("#reply-text").fill(text)
        self.page.locator("#act .btn-primary").click()
        expect(self.page.locator("#reply-text")).to_have_value("")
        expect(self.page.get_by_text(text).first).to_be_visible()

    def move(self, state: str, reason: str = "") -> None:
        form = self.page.locator("details", has=self.page.locator(f"input[value={state}]"))
        form.locator("summary").click()
        form.locator(f"input[value={state}]").check()
        form.locator("textarea").fill(reason)
        form.locator(".btn-primary").click()
        expect(self.page.locator(f"details input[value={state}]")).to_have_count(0)
