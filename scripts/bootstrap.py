"""Makes a fresh copy ready to run: virtual environment, locked packages, the words of every language.

Runs on any python3 with the standard library alone; a second run finds nothing to do and says nothing.
Kept free of syntax that an old Python cannot read, so that it can say what is wrong.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  told in a sentence here, not by a syntax error below
    sys.exit(
        "Jawab needs Python 3.11 or newer; this is {}.{}. "
        "If a newer one is here, name it: make demo PYTHON=python3.12".format(*sys.version_info)
    )

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from scripts import browser

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "jawab.json"
LOCKS = ("requirements.lock", "requirements-dev.lock")  # the second holds all of the first


class Trouble(Exception):
    """What is wrong and what to do about it, in one sentence."""


def main(arguments: list[str]) -> int:
    """`bootstrap` readies the product; `bootstrap --dev` also what proves it."""
    dev = "--dev" in arguments
    try:
        todo = steps(dev)
        for number, (title, step) in enumerate(todo, start=1):
            report(f"{number}/{len(todo)} {title}", step)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    return 0


def steps(dev: bool) -> list[tuple[str, Callable[[], None]]]:
    """What remains to be done here."""
    lock = LOCKS[dev]
    found: list[tuple[str, Callable[[], None]]] = []
    if not is_stamped(lock):
        if not runs(PYTHON):
            found.append(("Virtual environment", make_environment))
        found.append((f"Packages of {lock} (a minute or two)", lambda: install(lock)))
    if stale_catalogues():
        found.append(("Words in every language", compile_catalogues))
    if dev and not browser.find():
        found.append(("A browser for the tests", get_browser))
    return found


def report(title: str, step: Callable[[], None]) -> None:
    print(f"{title} ... ", end="", flush=True)
    started = time.monotonic()
    step()
    print(f"done ({time.monotonic() - started:.0f} s)", flush=True)


def is_stamped(lock: str) -> bool:
    """Did an earlier run finish installing just this lock, into just this folder?"""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return bool(stamp.get("folder") == str(VENV) and stamp.get(lock) == digest(lock))


def digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def runs(python: Path) -> bool:
    """Is there a whole environment? A copied folder or an interrupted start leaves half of one."""
    try:
        check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
        return subprocess.run([python, "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    try:
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own
        import venv
    except ImportError:
        raise Trouble(
            "This Python has no venv module: install it (on Debian and Ubuntu: apt install python3-venv) and try again."
        ) from None
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Trouble(f"The folder {ROOT} cannot be written to or filled ({problem}).") from None


def install(lock: str) -> None:
    STAMP.unlink(missing_ok=True)
    pip("install", "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", lock)
    known = {"folder": str(VENV)}
    for held in LOCKS[: LOCKS.index(lock) + 1]:
        known[held] = digest(held)
    STAMP.write_text(json.dumps(known))


def pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise Trouble(f"The packages could not be installed: {errors[-1] if errors else 'pip said nothing'}")


def stale_catalogues() -> list[Path]:
    """Catalogues whose words are newer than what was compiled from them."""
    return [
        words
        for words in sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po"))
        if not words.with_suffix(".mo").exists() or words.with_suffix(".mo").stat().st_mtime < words.stat().st_mtime
    ]


def compile_catalogues() -> None:
    for words in stale_catalogues():
        compiled = words.with_suffix(".mo")
        command = [PYTHON, "-m", "babel.messages.frontend", "-q", "compile", "-i", words, "-o", compiled]
        done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(f"{words.relative_to(ROOT)} cannot be compiled: {done.stderr.strip() or done.stdout.strip()}")


def get_browser() -> None:
    missing = browser.install()
    if not missing:
        return
    if os.environ.get("CI"):
        raise Trouble(missing)
    print(f"not here. {missing} Until then the browser tests are left out ... ", end="")


if __name__ == "__main__":
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"The folder {ROOT} cannot be written to.")
    sys.exit(main(sys.argv[1:]))
