"""Hostile words stay words, wherever they are shown."""

import pytest

from storage.office import Staff
from tests.admin.browser import Page
from tests.admin.conftest import Desk

# Pages, not queries: one database is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7*7 }}",
    "{% for x in config %}{{ x }}{% endfor %}",
    "{0.__class__} {name} %s %(x)s @contact",
    "<div hx-get=/logout hx-trigger=load></div>",
    "<!-- --!><form action=https://evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr\u0000ipt>alert(1)</scr\u0000ipt>".replace("\u0000", ""),
    "\u202egnp.exe\u202c<b>bold</b>",
    "<style>*{display:none}</style>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "`${alert(1)}`",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_are_shown_as_they_are(desk: Desk, payload: str) -> None:
    desk.change(lambda session: setattr(session.get_one(Staff, desk.staff("basim").id), "name", payload[:120]))
    calm, hostile = desk.file("Calm words", place="Calm place"), desk.file(payload, place=payload, area="")
    amal, basim = desk.browser("amal"), desk.browser("basim")
    for report_id, words in ((calm, "Calm words"), (hostile, payload)):
        for what in ("reply", "note"):
            mark = Page(basim.get(f"/reports/{report_id}/").text).seen()
            assert basim.post(f"/reports/{report_id}/{what}", text=words, seen=mark).status_code == 303
    expected = _shape(amal.get(f"/reports/{calm}/").text)
    page = amal.get(f"/reports/{hostile}/").text
    assert _shape(page) - {"br"} == expected - {"br"}
    assert Page(page).words.count(payload) >= 4, "her words, her place, the reply and the note"
    assert payload in Page(amal.get("/reports/").text).words
    again = amal.post(f"/reports/{hostile}/reply", text=payload, seen="0")
    assert payload in Page(again.text).words
    assert _shape(again.text) - {"br"} == expected - {"br"}
    assert _shape(amal.post(f"/reports/{hostile}/preview", text=payload).text) == {"p"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_user_names_and_addresses_are_inert(desk: Desk, payload: str) -> None:
    calm = _shape(desk.browser().log_in("nobody", "x").text)
    assert _shape(desk.browser().log_in(payload, payload, next=payload).text) == calm
    assert _shape(desk.browser().get("/login", query_string={"next": payload}).text) <= calm
    query = {"state": payload, "area": payload, "after": payload, "mark": payload}
    assert desk.browser("amal").get("/reports/", query_string=query).status_code == 200


def _shape(page: str) -> set[str]:
    """The kinds of elements on a page, with the kinds of things they may do."""
    found = set()
    for tag, attributes in Page(page).elements:
        risky = {name for name in attributes if name.startswith(("on", "hx-", "style"))}
        found.add(" ".join([tag, *sorted(risky)]))
    return found
