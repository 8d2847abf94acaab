"""A provider on loopback that says what the test tells it to and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Says:
    status: int = 200
    body: Any = b""  # bytes as they are, a str as HTML, anything else as JSON
    headers: Mapping[str, str] = field(default_factory=dict)


HANGS_UP = Says(0)  # takes the request, gives no answer
SILENT = Says(-1)  # takes the request and keeps the line open until the test is over


@dataclass
class Provider:
    url: str
    asked: list[Asked] = field(default_factory=list)
    answers: list[Says] = field(default_factory=list)  # used up in order; the last one stays
    over: threading.Event = field(default_factory=threading.Event)

    def says(self, *answers: Says) -> None:
        self.answers[:] = answers

    def take(self, asked: Asked) -> Says:
        self.asked.append(asked)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def provider() -> Iterator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    made = Provider(f"http://127.0.0.1:{server.server_port}")
    server.made = made  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        made: Provider = self.server.made  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        said = made.take(Asked(self.command, self.path, headers, body))
        if said is SILENT:
            made.over.wait(30)
        if said.status <= 0:
            self.close_connection = True
            return
        raw = (
            said.body
            if isinstance(said.body, bytes)
            else (said.body.encode() if isinstance(said.body, str) else json.dumps(said.body).encode())
        )
        self.send_response(said.status)
        for name, value in {
            "content-type": "application/json",
            "content-length": str(len(raw)),
            **said.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = _any

    def log_message(self, format: str, *args: object) -> None:
        """Tests read what was asked, not a log."""
