"""SIGKILL at random: nothing acknowledged is lost, nothing is filed twice, order holds, and a killed sender repeats at
most the one message it was sending. The same harness must find two broken builds, or it proves nothing."""

import os
import secrets
from pathlib import Path

import pytest

from tests.chaos import talk
from tests.chaos.stage import Terms, run

pytestmark = pytest.mark.chaos
SEED = int(os.environ.get("SEED") or secrets.randbelow(10**6))
TURNS = int(os.environ.get("TURNS") or 1000)


def citizens(turns: int) -> int:
    return -(-turns // len(list(talk.words(0))))


def test_nothing_is_lost_and_nothing_happens_twice(empty_url: str, tmp_path: Path) -> None:
    verdict = run(Terms(SEED, citizens(TURNS)), empty_url, tmp_path)
    assert verdict.clean, verdict


@pytest.mark.parametrize("database", ["sqlite"], indirect=False)
def test_a_build_without_the_unique_key_is_found(empty_url: str, tmp_path: Path) -> None:
    verdict = run(Terms(SEED, citizens(300), kills=(5, 10), mutant="no-key"), empty_url, tmp_path)
    assert verdict.doubled, verdict


@pytest.mark.parametrize("database", ["sqlite"], indirect=False)
def test_a_build_that_marks_before_it_sends_is_found(empty_url: str, tmp_path: Path) -> None:
    terms = Terms(SEED, citizens(400), kills=(30, 50), pause=(0.2, 0.6), only="sender", mutant="marks-first")
    verdict = run(terms, empty_url, tmp_path)
    assert verdict.unsaid, verdict
