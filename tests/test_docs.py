"""What can be set, said, started or run is written down where people look for it."""

import argparse
import re
from pathlib import Path

import pytest

import jawab.cli
from bot.channels import NAMES
from flows import BOOK
from jawab.jobs import jobs
from jawab.settings import Settings

ROOT = Path(__file__).parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()


def section(title: str) -> str:
    return ARCHITECTURE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> set[str]:
    rows = re.findall(r"^\| ([^|]+) \|", section(title), re.MULTILINE)
    return {word.strip() for row in rows for word in row.split(",")}


@pytest.mark.parametrize("flow", BOOK)
def test_every_flow(flow: str) -> None:
    assert flow in first_cells("Flows")


@pytest.mark.parametrize("channel", NAMES)
def test_every_channel(channel: str) -> None:
    assert channel in first_cells("Channels")


@pytest.mark.parametrize("job", [job.name for job in jobs(1)])
def test_every_job(job: str) -> None:
    assert job in first_cells("Jobs")


def test_every_command_of_the_command_line() -> None:
    actions = jawab.cli._parser()._actions
    commands = next(action for action in actions if isinstance(action, argparse._SubParsersAction))
    assert set(commands.choices) <= first_cells("Command line")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting(name: str) -> None:
    field = Settings.model_fields[name]
    known = str(field.validation_alias or f"JAWAB_{name.upper()}")
    assert f"`{known}`" in (ROOT / "docs" / "settings.md").read_text()


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
def test_every_make_target_says_what_it_does(target: str) -> None:
    inner = {"ready", "dev"}
    assert target in inner or re.search(rf"^{target}:.*## \S", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert not [link for link in targets if not ((ROOT / page).parent / link).exists()]
