"""Headers on every response, and plain pages for whatever goes wrong."""

from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from admin import context
from tests.admin.browser import Browser, Page
from tests.admin.conftest import Desk, an_app

# Pages, not queries: one database is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/login", 200),
        ("/", 303),
        ("/reports/", 200),
        ("/reports/rows", 200),
        ("/reports/1/", 404),
        ("/nowhere", 404),
        ("/logout", 405),
        ("/team/", 403),
        ("/static/jawab.css", 200),
        ("/static/nothing.css", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/account/", 200),
    ],
)
def test_headers_are_on_every_response(desk: Desk, path: str, status: int) -> None:
    answer = desk.browser("amal").get(path)
    assert answer.status_code == status
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Permissions-Policy" in answer.headers
    assert ("no-store" in answer.headers["Cache-Control"]) is not (status == 200 and path.startswith("/static/"))
    assert "Strict-Transport-Security" not in answer.headers


def test_https_is_asked_for_where_it_is_spoken(desk: Desk) -> None:
    answer = Browser(an_app(desk.store, lambda: None, secure=True)).get("/login")
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


def test_a_body_over_a_megabyte_is_refused_before_it_is_read(desk: Desk) -> None:
    answer = desk.browser("amal").post("/language", language="x" * 1_100_000)
    assert answer.status_code == 413
    assert "at most one megabyte" in answer.text


def test_wrong_methods_say_which_are_right(desk: Desk) -> None:
    assert "POST" in desk.browser("amal").get("/logout").headers["Allow"]


def test_a_failure_shows_and_logs_nothing_of_its_content(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words = " ".join(["Maryam", "lives", "here"])

    def breaks() -> None:
        raise RuntimeError(words)

    monkeypatch.setitem(desk.app.view_functions, "inbox.show", breaks)
    answer = desk.browser("amal").get("/reports/")
    assert answer.status_code == 500
    assert "went wrong on our side" in answer.text
    assert words not in answer.text + caplog.text
    assert "RuntimeError at inbox.show" in caplog.text
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value


def test_pages_carry_no_script_and_no_style_of_their_own(desk: Desk) -> None:
    report_id = desk.file()
    for path in ("/login", "/reports/", f"/reports/{report_id}/", "/account/", "/nowhere"):
        page = Page(desk.browser("amal").get(path).text)
        assert not page.all("style")
        assert all(script.get("src", "").startswith("/static/") for script in page.all("script"))  # type: ignore[union-attr]
        for _tag, attributes in page.elements:
            assert not {name for name in attributes if name.startswith("on") or name == "style"}


def test_nothing_is_loaded_from_elsewhere(desk: Desk) -> None:
    report_id = desk.file()
    for path in ("/login", "/reports/", f"/reports/{report_id}/"):
        page = Page(desk.browser("amal").get(path).text)
        for _tag, attributes in page.elements:
            for name in ("src", "href", "action", "hx-get", "hx-post"):
                assert (attributes.get(name) or "/").startswith(("/", "?", "#")), (path, attributes)


def test_static_files_are_packed_and_kept(desk: Desk) -> None:
    browser = desk.browser()
    plain = browser.get("/static/jawab.css?v=1")
    packed = browser.get("/static/jawab.css?v=1", headers={"Accept-Encoding": "gzip, deflate"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert "max-age=31536000" in packed.headers["Cache-Control"]
    assert len(packed.data) < len(plain.data) / 2


def test_mounted_under_a_path_every_link_keeps_it(desk: Desk) -> None:
    def elsewhere(_environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("404 Not Found", [])
        return [b""]

    client = Client(DispatcherMiddleware(elsewhere, {"/admin": desk.app}))
    answer = client.get("/admin/reports/?state=closed")
    assert answer.location == "/admin/login?next=%2Fadmin%2Freports%2F%3Fstate%3Dclosed"
    page = Page(client.get(answer.location).text)
    for _tag, attributes in page.elements:
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "#").startswith(("/admin/", "#"))


def test_the_house_is_what_the_app_was_built_with(desk: Desk) -> None:
    with desk.app.app_context():
        assert context.store() is desk.store
