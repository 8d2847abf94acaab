"""`make demo` as a newcomer meets it: it says what it does, stops cleanly, keeps its data, explains its refusals."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.stack import PATIENCE, ROOT, await_answer, free_port


def command(data: Path, port: int) -> subprocess.Popen[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JAWAB_", "DATABASE_URL"))}
    return subprocess.Popen(
        [sys.executable, "-m", "jawab", "demo"],
        cwd=ROOT,
        env={**clean, "JAWAB_DATA": str(data), "PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@contextmanager
def demo(data: Path, port: int) -> Iterator[None]:
    """Running, and then stopped by Ctrl-C, which must be clean."""
    process = command(data, port)
    await_answer(f"http://127.0.0.1:{port}/", process)
    yield
    process.send_signal(signal.SIGINT)
    out, err = (words.decode() for words in process.communicate(timeout=PATIENCE))
    assert process.returncode == 0
    assert "Traceback" not in err
    said = out.splitlines()
    for address in ("/simulator/", "/admin/", "/"):
        assert any(line.endswith(f"http://127.0.0.1:{port}{address}") for line in said)
    assert [line for line in said if line.endswith("... done")]


def test_it_starts_stops_and_keeps_its_data(tmp_path: Path) -> None:
    port, kept = free_port(), tmp_path / "var" / "demo-secrets.json"
    with demo(tmp_path / "var", port):
        before = kept.read_bytes()
        assert kept.stat().st_mode & 0o077 == 0  # nobody else reads the passwords
    with demo(tmp_path / "var", port):
        assert kept.read_bytes() == before


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused(command(tmp_path, taken.getsockname()[1]), f"Port {taken.getsockname()[1]} cannot be used")


@pytest.mark.parametrize("folder", ["file/var", "file"])
def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("in the way")
    refused(command(tmp_path / folder, free_port()), "Cannot write to the data folder")


def refused(process: subprocess.Popen[bytes], why: str) -> None:
    out, err = (words.decode() for words in process.communicate(timeout=PATIENCE))
    assert process.returncode != 0
    assert why in err
    assert len(err.strip().splitlines()) == 1
    assert "is running" not in out
