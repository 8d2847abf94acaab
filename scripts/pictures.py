"""Takes the pictures of the README and of docs/walks.md from the running demonstration: `make pictures`."""

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts import browser
from scripts.stack import ROOT, free_port, product

FOLDER = ROOT / "docs" / "pictures"
TALK = {  # of one citizen on each of her phones, in Arabic and in English
    "telegram": ("مرحبا", "2", "1", "1", "1", "2", "1", "الكوفة", "المجاري تفيض أمام المدرسة منذ أسبوع", "1", "1"),
    "whatsapp": ("مرحبا", "2", "1", "1"),
    "sms": ("Hello", "1", "1", "1", "1", "1", "1", "Kufa", "No water in our street for three days", "1", "1", "1"),
}
WALKS = {  # what the tests that walk through the product saw -> what docs/walks.md shows
    "tests/browser/test_invitations.py": ("sessions-invite", "sessions-full", "phones-promoted"),
    "tests/browser/test_polls.py": ("polls-too-long", "phones-poll-telegram", "polls-results"),
}
SHOTS, WIDTH = ROOT / "tests" / "browser" / "shots", 1080
ACCOUNT = "manager"  # sees every office


class Phones:
    """The JSON interface of the pretend phones."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/simulator/api"
        [self.layla] = [who for who in self._ask("/phones")["citizens"] if who["language"] == "ar"]

    def talk(self, channel: str, words: tuple[str, ...]) -> None:
        """Say one thing after another, each when all that was said before is answered."""
        path = f"/{channel}/{self.layla['phones'][channel]['address']}/messages"
        for text in words:
            newest = self._ask(path, {"text": text})["id"]
            wait = 20.0
            while heard := self._ask(f"{path}?after={newest}&wait={wait}")["messages"]:
                newest, wait = heard[-1]["id"], 1.0  # an answer may have several messages

    def _ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, {"Content-Type": "application/json"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  (ours, on this machine)
            return json.load(answer)


def main() -> None:
    path = browser.find() or sys.exit(browser.install() or "Chromium is here now: please try again.")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port, data = free_port(), Path(folder) / "var"
        with product("demo", {"PORT": str(port), "JAWAB_DATA": str(data)}, Path(folder) / "log"):
            url, password = f"http://127.0.0.1:{port}", json.loads((data / "demo-secrets.json").read_text())
            phones = Phones(url)
            for channel, words in TALK.items():
                phones.talk(channel, words)
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                take_phones(chromium, url)
                take_admin(chromium, url, password[f"PASSWORD_{ACCOUNT}"])
                keep(open_page(chromium, f"{url}/"), "public")
                chromium.close()
    take_walks()


def take_walks() -> None:
    """The walks are tests: their pictures are of what is proven to work. Fails when a walk does."""
    subprocess.run([sys.executable, "-m", "pytest", "-q", *WALKS], cwd=ROOT, check=True)
    for name in (name for names in WALKS.values() for name in names):
        shrink(SHOTS / f"{name}.png", name)


def shrink(path: Path, name: str) -> None:
    """A page of text needs few colours, and loads in the field."""
    with Image.open(path) as seen:
        small = seen.convert("RGB").resize((WIDTH, round(seen.height * WIDTH / seen.width)), Image.Resampling.LANCZOS)
        small.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png", flush=True)


def take_phones(chromium: Browser, url: str) -> None:
    page = open_page(chromium, f"{url}/simulator/")
    page.get_by_role("button", name="Layla Hassan").click()
    page.locator("#phone-sms .note").last.wait_for()
    page.locator("#phone-whatsapp .opens").last.click()
    keep(page, "phones")


def take_admin(chromium: Browser, url: str, password: str) -> None:
    page = open_page(chromium, f"{url}/admin/")
    page.locator("#username").fill(ACCOUNT)
    page.locator("#password").fill(password)
    page.locator("form .btn-primary").click()
    page.get_by_label("Language").click()
    page.locator("button[name=language][value=ar]").click()
    page.locator("html[dir=rtl] #list").wait_for()
    keep(page, "admin-ar")


def open_page(chromium: Browser, url: str) -> Page:
    page = chromium.new_page(viewport={"width": 1440, "height": 940})
    page.goto(url)
    return page


def keep(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)  # until nothing slides or fades any more
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    shrink(path, name)


if __name__ == "__main__":
    main()
