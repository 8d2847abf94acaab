"""`make demo` running, a browser beside it, and people who use both. Pictures of what they saw go to `shots`."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from scripts import browser as browsers
from scripts.stack import daytime_zone, free_port, product

SHOTS = Path(__file__).parent / "shots"
WIDE, NARROW = {"width": 1440, "height": 960}, {"width": 360, "height": 740}


@dataclass(frozen=True, slots=True)
class Demo:
    url: str
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, as a newcomer starts it."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    settings = {"PORT": str(port), "JAWAB_DATA": str(folder / "var"), "JAWAB_ZONE": daytime_zone()}
    with product("demo", settings, folder / "demo.log"):
        kept = json.loads((folder / "var" / "demo-secrets.json").read_text())
        passwords = {
            name.removeprefix("PASSWORD_"): word for name, word in kept.items() if name.startswith("PASSWORD_")
        }
        yield Demo(f"http://127.0.0.1:{port}", passwords)


@pytest.fixture(scope="module")  # not longer: its event loop would be in the way of other tests of this process
def chromium() -> Iterator[Browser]:
    path = browsers.find()
    if path is None:
        words = "no Chromium or Chrome is here: see `make test`"
        pytest.fail(words, pytrace=False) if os.environ.get("CI") else pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(demo: Demo, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("/admin/", width=...)` opens a page in a browser of its own. Its own errors fail the test."""
    contexts, errors = [], []

    def open_page(path: str, size: dict[str, int] = WIDE, language: str = "en") -> Page:
        context = chromium.new_context(viewport=size, locale=language)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda line: errors.append(f"{page.url}: {line.text}") if _wrong(line) else None)
        page.goto(demo.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def _wrong(line: ConsoleMessage) -> bool:
    """A form that was refused and shown again (422) is a line of the browser's, and no error of the page."""
    return line.type == "error" and "status of 422" not in line.text


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of what a person would see now, and check that nothing runs out of the page sideways."""

    def keep(page: Page, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name}: {over} pixels too wide"

    return keep
