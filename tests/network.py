"""Keeps the tests on this machine: nothing may be reached but loopback and unix sockets."""

import ipaddress
import sys
from typing import Any

STRAYED: list[str] = []  # where a test tried to go; a library may swallow the error, the fixture does not


class Strayed(RuntimeError):
    """A test tried to reach the outside world."""


def keep_inside() -> None:
    """Watch every connection and every look-up of this process, from now to its end."""
    sys.addaudithook(_watch)


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name and not is_local(name):
        STRAYED.append(name)
        raise Strayed(f"tests may not reach {name}")


def is_local(host: str) -> bool:
    if host in ("localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False
