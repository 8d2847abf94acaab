"""Static files: served from memory, named by their content so that browsers keep them, packed for slow lines."""

import gzip
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, abort, request, url_for

STATIC = Path(__file__).parent / "static"
_PACKED = frozenset({".css", ".js", ".svg"})
_YEAR = 365 * 24 * 3600
_KINDS = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml"}  # not left to the machine's lists


def install(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", "static", _serve)
    app.jinja_env.globals["asset"] = address


def address(filename: str) -> str:
    """Where a file is found. The address changes when the file does."""
    return url_for("static", filename=filename, v=_fingerprint(filename))


def _serve(filename: str) -> Response:
    if filename not in _names():
        abort(404)
    packed = Path(filename).suffix in _PACKED and request.accept_encodings.quality("gzip") > 0
    response = Response(_content(filename, packed), content_type=_kind(filename))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.cache_control.public, response.cache_control.max_age = True, _YEAR if "v" in request.args else 3600
    response.set_etag(_fingerprint(filename) + ("-gz" if packed else ""))
    response.make_conditional(request)
    return response


@cache
def _names() -> frozenset[str]:
    """What may be asked for: the files there are, and nothing that merely looks like a path to one."""
    return frozenset(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())


@cache
def _content(filename: str, packed: bool) -> bytes:
    plain = (STATIC / filename).read_bytes()
    return gzip.compress(plain, mtime=0) if packed else plain


@cache
def _fingerprint(filename: str) -> str:
    return sha256(_content(filename, False)).hexdigest()[:12]


def _kind(filename: str) -> str:
    kind = _KINDS.get(Path(filename).suffix) or guess_type(filename)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
