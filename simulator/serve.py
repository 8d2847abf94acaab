"""The simulator by itself: in a thread for tests, or `python -m simulator --port 9000 ...` as a process."""

import argparse
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from simulator.app import create_app
from simulator.outside import Outside
from simulator.settings import Settings
from simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 24  # a hanging answer keeps one


@dataclass(frozen=True, slots=True)
class Running:
    """A simulator that answers at `url`, for instance http://127.0.0.1:9000/simulator."""

    url: str
    outside: Outside


@contextmanager
def running(settings: Settings, path: str = ":memory:", port: int = 0) -> Iterator[Running]:
    """Serve on a loopback port (any free one by default) until the block ends."""
    # The socket is bound before the app exists, because the app must know its own address.
    mount = DispatcherMiddleware(NotFound(), {})
    door = socket.create_server(("127.0.0.1", port))
    url = f"http://127.0.0.1:{door.getsockname()[1]}/simulator"
    with closing(World(path)) as world:
        app = create_app(world, settings if settings.own_url else replace(settings, own_url=url))
        mount.mounts["/simulator"] = app
        outside: Outside = app.extensions["outside"]
        with _serving(mount, door, outside):
            yield Running(url, outside)


@contextmanager
def _serving(app: "WSGIApplication", door: socket.socket, outside: Outside) -> Iterator[None]:
    """Waitress in a thread, ended in order: the providers first, then the requests, then the connections."""
    channels: dict[int, Any] = {}
    server = create_server(app, map=channels, sockets=[door], threads=THREADS, clear_untrusted_proxy_headers=True)
    ending = threading.Event()

    def serve() -> None:
        while not ending.is_set():
            wasyncore.loop(timeout=1, map=channels, count=1)

    thread = threading.Thread(target=serve, name="simulator", daemon=True)
    thread.start()
    try:
        yield
    finally:
        outside.stop()
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        ending.set()
        cast(BaseWSGIServer, server).pull_trigger()
        thread.join(timeout=5)
        wasyncore.close_all(map=channels)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted. All secrets have invented defaults: nothing here is a real account."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--data", default=":memory:", help="SQLite file that keeps the phones' history")
    parser.add_argument("--hooks-url", default="http://127.0.0.1:8000/hooks")
    parser.add_argument("--telegram-token", default="7000000001:pretend")
    parser.add_argument("--telegram-secret", default="pretend-secret")
    parser.add_argument("--twilio-account-sid", default="AC" + "0" * 32)
    parser.add_argument("--twilio-auth-token", default="pretend-token")
    parser.add_argument("--whatsapp-sender", default="+15550100200")
    parser.add_argument("--sms-sender", default="+15550100100")
    parser.add_argument("--pace", type=float, default=1.0)
    parser.add_argument("--connection-overrides", default="", help="Twilio's, such as rc=3&rp=all")
    wishes = vars(parser.parse_args(arguments))
    port, data = wishes.pop("port"), wishes.pop("data")
    with running(Settings(**wishes), data, port) as simulator:
        print(f"The phones are at {simulator.url}/", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("Stopped.")
