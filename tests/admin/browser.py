"""A browser for the tests: keeps cookies, and sends forms as a page would, with their token."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    def __init__(self, app: Flask, **kept: Any) -> None:
        self.client = app.test_client(**kept)
        self._token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, /, *, token: bool = True, follow: bool = False, **fields: Any) -> TestResponse:
        """Send a form. `follow` goes on to the page that the answer points to."""
        data = {**fields, **({"csrf_token": self.token()} if token else {})}
        return self.client.post(path, data=data, follow_redirects=follow)

    def token(self) -> str:
        """The form token of this browser, as any page carries it. A new person gets a new one."""
        found = _TOKEN.search(self.client.get("/login").text)
        assert found
        return unescape(found[1])

    def log_in(self, username: str, password: str, **fields: Any) -> TestResponse:
        return self.post("/login", username=username, password=password, **fields)


class Page(HTMLParser):
    """What a browser would make of a page: its elements and its words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data + " "

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def seen(self) -> str:
        """The number of the newest line, as the forms carry it back."""
        return next(str(field["value"]) for field in self.all("input") if field.get("name") == "seen")
