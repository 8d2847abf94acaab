"""A tiny product: takes webhooks, remembers them, and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Taken:
    """One webhook as it came."""

    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def update(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Product:
    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # statuses of the next answers; 200 when it is empty
    headers: dict[str, str] = field(default_factory=dict)

    def at(self, path: str) -> list[Taken]:
        return [webhook for webhook in self.taken if webhook.url.startswith(self.url + path)]


@contextmanager
def serving() -> Iterator[Product]:
    product, lock = Product(), threading.Lock()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                product.taken.append(Taken(product.url + self.path, dict(self.headers), body))
                status = product.answers.pop(0) if product.answers else 200
            self.send_response(status)
            for name, value in product.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    product.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield product
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
