"""Fetching what citizens attach: right host, right size, and our password for nobody else."""

from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import requests

from bot.channels.base import Failure, MediaRefused, SendError
from bot.channels.silence import hush

TIMEOUT = (5.0, 15.0)  # seconds to connect, seconds between two pieces
_PIECE = 64 * 1024
_HOPS = 3


def stream(
    url: str, *, limit: int, allowed: Callable[[str], bool], auth: tuple[str, str] | None = None
) -> Iterator[bytes]:
    """The body in pieces, at most `limit` bytes. Redirects are followed to allowed places only, and without `auth`
    as soon as they leave the first host. Raises MediaRefused or SendError; neither holds the address."""
    hush("urllib3")
    home = urlsplit(url).netloc
    for _ in range(_HOPS):
        if not allowed(url):
            raise MediaRefused("wrong host")
        with _get(url, auth if urlsplit(url).netloc == home else None) as answer:
            if answer.is_redirect:
                url = urljoin(url, answer.headers["location"])
                continue
            _check(answer, limit)
            yield from _pieces(answer, limit)
            return
    raise MediaRefused("too many redirects")


def _get(url: str, auth: tuple[str, str] | None) -> requests.Response:
    try:
        return requests.get(url, auth=auth or _NoPassword(), stream=True, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise SendError(Failure.RETRY, type(error).__name__) from None


class _NoPassword(requests.auth.AuthBase):
    """Keeps requests from looking for a password in the .netrc of whoever runs us."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _check(answer: requests.Response, limit: int) -> None:
    if answer.status_code in (404, 410):
        raise MediaRefused("no longer there")
    if answer.status_code in (401, 403):
        raise SendError(Failure.CONFIGURATION, str(answer.status_code))
    if answer.status_code != 200:
        raise SendError(Failure.RETRY, str(answer.status_code))
    length = answer.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise MediaRefused("too large")


def _pieces(answer: requests.Response, limit: int) -> Iterator[bytes]:
    size = 0
    try:
        for piece in answer.iter_content(_PIECE):
            size += len(piece)
            if size > limit:
                raise MediaRefused("too large")
            yield piece
    except requests.RequestException as error:
        raise SendError(Failure.RETRY, type(error).__name__) from None
