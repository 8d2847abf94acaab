"""Finds a Chromium for the tests and the pictures, or installs one where that is ours to do."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHOSEN = "JAWAB_TEST_BROWSER"  # the path of another one
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_MANAGERS = {  # program: what to run, in order
    "apt-get": (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
    ),
    "dnf": (("dnf", "install", "-y", "-q", "chromium"),),
    "apk": (("apk", "add", "-q", "chromium"),),
}


def find() -> str | None:
    """The path of a browser that the tests can drive."""
    for name in (os.environ.get(CHOSEN, ""), *NAMES, _MAC):
        if name and (path := shutil.which(name)):
            return path
    return None


def install() -> str:
    """Ask the system's package manager, when we may. Gives what a person should do, or nothing when all is well."""
    manager = next((name for name in _MANAGERS if shutil.which(name)), None)
    if manager and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in _MANAGERS[manager]:
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=quiet)
    if find():
        return ""
    return f"The browser tests need Chromium or Chrome: install one, or name its program in {CHOSEN}."
