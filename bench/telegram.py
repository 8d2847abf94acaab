"""A pretend Telegram that costs next to nothing, so that the product is what is measured."""

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from urllib.parse import parse_qs

BOT = {"id": 7_000_000_001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message on a citizen's phone. `choices` are the ids of its buttons, by label."""

    text: str
    choices: dict[str, str]
    at: float  # time.perf_counter()


class Telegram:
    """Serves `url`; what arrives for a chat waits in its queue."""

    def __init__(self) -> None:
        self.phones: defaultdict[int, Queue[Arrived]] = defaultdict(Queue)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        telegram = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer = telegram._answer(self.path.rpartition("/")[2], _parameters(sent, self.headers))
                body = json.dumps({"ok": True, "result": answer}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Silent: there are thousands."""

        return Handler

    def _answer(self, method: str, sent: dict[str, str]) -> object:
        if method == "getMe":
            return BOT
        if method != "sendMessage":
            return True
        chat, now = int(sent["chat_id"]), time.perf_counter()
        rows = json.loads(sent.get("reply_markup") or "{}").get("inline_keyboard", [])
        choices = {button["text"]: button["callback_data"] for row in rows for button in row}
        self.phones[chat].put(Arrived(sent["text"], choices, now))
        where = {"id": chat, "type": "private"}
        return {"message_id": time.monotonic_ns() % 2**31, "date": 1_770_000_000, "chat": where, "text": sent["text"]}


def _parameters(sent: bytes, headers: object) -> dict[str, str]:
    if sent[:1] == b"{":
        return {name: str(value) for name, value in json.loads(sent).items()}
    return {name: values[-1] for name, values in parse_qs(sent.decode()).items()}
