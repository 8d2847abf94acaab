"""The simulator by itself: in a thread for tests, or `python -m simulator --port 9000 ...` as a process."""

import argparse
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from waitress.server import create_server
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from simulator.app import create_app
from simulator.outside import Outside
from simulator.settings import Settings
from simulator.world import World

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
    server = create_server(mount, sockets=[door], threads=THREADS, clear_untrusted_proxy_headers=True)
    url = f"http://127.0.0.1:{door.getsockname()[1]}/simulator"
    world = World(path)
    app = create_app(world, settings if settings.own_url else replace(settings, own_url=url))
    mount.mounts["/simulator"] = app
    outside: Outside = app.extensions["outside"]
    thread = threading.Thread(target=server.run, name="simulator", daemon=True)
    thread.start()
    try:
        yield Running(url, outside)
    finally:
        outside.stop()
        world.close()
        server.close()
        thread.join(timeout=5)


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
