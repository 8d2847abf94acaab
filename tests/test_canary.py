"""Whole conversations with marked words; afterwards nothing of them can be read in database, files or logs."""

import base64
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from civic import history, reports
from scripts.stack import free_port, outside, product, secrets_and_places
from simulator.outside import Outside
from simulator.serve import running
from storage.db import Store, connect
from storage.office import LogEntry, Staff
from storage.reports import Report
from storage.vault import Vault
from tests import canary
from tests.phones import Phone

NAME, PLACE, WORDS = "Zuhrakanari", "Quartierkanarivogel", "Wasserkanarienvogel steht im Keller"
ARABIC, ANSWER, NOTE = "كناريصفراء", "Antwortkanarienvogel", "Notizkanarienvogel"
TELEGRAM, NUMBER = "7305518264", "+9647731905548"
MARKED = (NAME, PLACE, WORDS.split()[0], ARABIC, ANSWER, NOTE, TELEGRAM, NUMBER.removeprefix("+"))


@dataclass(frozen=True, slots=True)
class Scene:
    settings: Mapping[str, str]
    world: Outside
    store: Store
    folder: Path  # everything the product may write to


@pytest.fixture
def scene(empty_url: str, tmp_path: Path) -> Iterator[Scene]:
    """The product as a process, its pretend providers, and the same vault here."""
    folder = tmp_path / "product"
    (folder / "tmp").mkdir(parents=True)
    port, url = free_port(), empty_url.replace(str(tmp_path), str(folder))
    providers = free_port()
    settings = secrets_and_places(port, f"http://127.0.0.1:{providers}/simulator", folder, url)
    settings["TMPDIR"] = str(folder / "tmp")
    store = Store(connect(url), Vault([base64.b64decode(settings["JAWAB_VAULT_KEYS"])]))
    with running(outside(settings), port=providers) as simulator, product("run", settings, folder / "product.log"):
        yield Scene(settings, simulator.outside, store, folder)
        store.engine.dispose()


def test_nothing_marked_can_be_read(scene: Scene) -> None:
    for channel, address in (("telegram", TELEGRAM), ("sms", NUMBER)):
        report(Phone(scene.world, channel, address, NAME))
    be_forged_and_broken(scene)
    answer(scene.store)
    Phone(scene.world, "sms", NUMBER).say(f"MENU {ARABIC}")
    found = canary.in_files(scene.folder, MARKED) + canary.in_rows(scene.store.engine, MARKED)
    assert not found


def test_the_scan_finds_what_is_not_sealed(scene: Scene) -> None:
    report(Phone(scene.world, "telegram", TELEGRAM, NAME))
    with scene.store.begin() as connection:
        connection.execute(update(Report).values(details_sealed=ARABIC.encode()))
        connection.execute(insert(LogEntry).values(at=scene.store.now(), action="x", detail={"to": TELEGRAM}))
    found = canary.in_rows(scene.store.engine, MARKED)
    if scene.store.engine.dialect.name == "sqlite":
        found += canary.in_files(scene.folder, MARKED)
        assert any("sqlite-wal" in hit or ".db-wal" in hit for hit in found)
    assert any(hit.startswith("report.details_sealed") for hit in found)
    assert any(hit.startswith("log_entry.detail") for hit in found)


@pytest.mark.parametrize("word", MARKED)
def test_the_scan_finds_every_form(word: str, tmp_path: Path) -> None:
    hidden = {
        "plain": f"before {word} after".encode(),
        "wide": f"before {word} after".encode("utf-16-le"),
        "hex": f"before {word} after".encode().hex().encode(),
        "base64": base64.b64encode(f"before {word} after".encode()),
        "url": urllib.parse.quote(f"before {word} after").encode(),
    }
    for name, content in hidden.items():
        (tmp_path / name).write_bytes(content)
    assert {hit.split(":")[0] for hit in canary.in_files(tmp_path, [word])} == set(hidden)


def report(phone: Phone) -> None:
    """From the first word to the reference, on any channel."""
    phone.say("hello")
    phone.hear("Choose language")
    phone.choose("1")
    phone.hear("Before we start")
    phone.choose("1")
    phone.hear("What would you like to do?")
    for choice, hears in (
        ("1", "What would you like to tell us?"),
        ("1", "What is the problem about?"),
        ("2", "Which problem is it?"),
        ("1", "Where is it?"),
    ):
        phone.choose(choice)
        phone.hear(hears)
    phone.say(PLACE)
    phone.hear("Please describe the problem")
    phone.say(f"{WORDS} {ARABIC}")
    phone.hear("Add a photo")
    phone.say("skip")
    phone.hear("May the office see your name?")
    phone.choose("2")
    phone.hear(PLACE)
    phone.choose("1")
    phone.hear("Your report number is")


def be_forged_and_broken(scene: Scene) -> None:
    """A forgery leaves nothing; a genuine event that cannot be read is kept, sealed."""
    body = f'{{"update_id": 1, "message": {{"text": "{WORDS} {ARABIC}"'.encode()
    for secret, code in (("forged", 403), (scene.settings["JAWAB_TELEGRAM_SECRET"], 200)):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
        url = f"http://127.0.0.1:{scene.settings['PORT']}/hooks/telegram?{NAME}"
        try:
            status = urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10).status
        except urllib.error.HTTPError as refused:
            status = refused.code
        assert status == code


def answer(store: Store) -> None:
    """An official writes to the citizen, and for the colleagues."""
    with store.session() as session:
        amina = Staff(username="amina", name="Amina", role="manager", password_hash="-", created_at=store.now())
        session.add(amina)
        session.flush()
        for row in session.scalars(select(Report)).all():
            reports.reply(session, store, row, amina, ANSWER, seen=history.latest(session, row))
            reports.note(session, store, row, amina, NOTE, seen=history.latest(session, row))
