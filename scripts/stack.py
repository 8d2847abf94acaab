"""The whole product as a process of its own, the way it is run for real: for tests, measurements and pictures."""

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from simulator.settings import Settings as Outside

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds; a product that takes longer to start or to stop has failed


@contextmanager
def product(command: str, settings: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m jawab <command>`, answering at its port until the block ends; all it prints goes to `log`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JAWAB_", "DATABASE_URL"))}
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "jawab", command],
            cwd=ROOT,
            env={**clean, **settings},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
        try:
            await_answer(f"http://127.0.0.1:{settings['PORT']}/", process)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)


def secrets_and_places(port: int, simulator_url: str, folder: Path, database_url: str = "") -> dict[str, str]:
    """Settings of a product with all three channels, made up for this run. `simulator_url` ends in /simulator."""
    return {
        "PORT": str(port),
        "JAWAB_DATA": str(folder),
        "DATABASE_URL": database_url,
        "JAWAB_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "JAWAB_SECRET_KEY": secrets.token_urlsafe(32),
        "JAWAB_VAULT_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "JAWAB_TELEGRAM_TOKEN": f"7000000001:{secrets.token_urlsafe(26)}",
        "JAWAB_TELEGRAM_SECRET": secrets.token_urlsafe(24),
        "JAWAB_TELEGRAM_API_URL": f"{simulator_url}/telegram",
        "JAWAB_TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "JAWAB_TWILIO_AUTH_TOKENS": secrets.token_hex(16),
        "JAWAB_TWILIO_API_URL": f"{simulator_url}/twilio",
        "JAWAB_TWILIO_CONTENT_URL": f"{simulator_url}/content",
        "JAWAB_WHATSAPP_SENDER": "whatsapp:+15550100100",
        "JAWAB_SMS_SENDER": "+15550100200",
    }


def outside(settings: Mapping[str, str]) -> Outside:
    """The same secrets, for the pretend providers."""
    return Outside(
        telegram_token=settings["JAWAB_TELEGRAM_TOKEN"],
        telegram_secret=settings["JAWAB_TELEGRAM_SECRET"],
        twilio_account_sid=settings["JAWAB_TWILIO_ACCOUNT_SID"],
        twilio_auth_token=settings["JAWAB_TWILIO_AUTH_TOKENS"],
        whatsapp_sender=settings["JAWAB_WHATSAPP_SENDER"],
        sms_sender=settings["JAWAB_SMS_SENDER"],
        hooks_url=f"{settings['JAWAB_PUBLIC_URL']}/hooks",
        pace=0,
    )


def await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until something answers there, whatever it says; fail when the process ended or patience did."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  (ours, on this machine)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > end:
                raise
            threading.Event().wait(0.05)
    raise RuntimeError(f"it ended with code {process.returncode} instead of answering")


def daytime_zone() -> str:
    """A zone where it is early afternoon now: nobody is written to at night, and tests run at every hour."""
    east = 13 - datetime.now(UTC).hour
    return f"Etc/GMT{-east:+d}"  # POSIX signs: west is plus


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
