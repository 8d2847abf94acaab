"""Static files: named by their content, so that browsers may keep them, and packed for slow lines."""

import gzip
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

STATIC = Path(__file__).parent / "static"
_PACKED = frozenset({".css", ".js", ".svg"})
_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", "static", _serve)
    app.jinja_env.globals["asset"] = address


def address(filename: str) -> str:
    """Where a file is found. The address changes when the file does."""
    return url_for("static", filename=filename, v=_fingerprint(filename))


def _serve(filename: str) -> Response:
    plain = send_from_directory(STATIC, filename, max_age=_YEAR if "v" in request.args else 3600)
    if Path(filename).suffix not in _PACKED:
        return plain
    plain.headers["Vary"] = "Accept-Encoding"
    if plain.status_code != 200 or request.accept_encodings.quality("gzip") == 0:
        return plain
    plain.close()
    kind = guess_type(filename)[0]
    packed = Response(_pack(filename), mimetype=kind, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    packed.cache_control.public, packed.cache_control.max_age = True, _YEAR if "v" in request.args else 3600
    return packed


@cache
def _pack(filename: str) -> bytes:
    return gzip.compress((STATIC / filename).read_bytes(), mtime=0)


@cache
def _fingerprint(filename: str) -> str:
    return sha256((STATIC / filename).read_bytes()).hexdigest()[:12]
