"""The first thing a newcomer runs says what is wrong in one sentence."""

import subprocess
import sys

from scripts import bootstrap

TOO_OLD = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_module('scripts.bootstrap', run_name='__main__')"
NO_VENV = "import sys; sys.modules['ensurepip'] = None; from scripts import bootstrap; bootstrap.make_environment()"


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=bootstrap.ROOT, capture_output=True, text=True)


def test_an_old_python_is_named() -> None:
    done = run(TOO_OLD)
    assert done.returncode == 1
    assert done.stderr.startswith("Jawab needs Python 3.11 or newer; this is 3.9.")
    assert "Traceback" not in done.stderr


def test_a_missing_venv_module_is_named() -> None:
    assert "apt install python3-venv" in run(NO_VENV).stderr


def test_a_second_run_finds_nothing_to_do() -> None:
    assert [title for title, _step in bootstrap.steps(dev=False)] == []
    assert subprocess.check_output([sys.executable, "-m", "scripts.bootstrap"], cwd=bootstrap.ROOT) == b""


def test_half_an_environment_is_not_taken_for_a_whole_one() -> None:
    assert bootstrap.runs(bootstrap.PYTHON)
    assert not bootstrap.runs(bootstrap.VENV / "bin" / "nothing-here")
