"""The inbox: filters, counts, order, pages, and how it keeps itself up to date."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage.office import Area, Staff
from storage.post import OutboxRow
from storage.reports import Report
from tests.admin.browser import Page
from tests.admin.conftest import Desk


def listed(page: str) -> list[int]:
    links = (attributes.get("id") or "" for attributes in Page(page).all("a"))
    return [int(found[1]) for link in links if (found := re.fullmatch(r"report-(\d+)", link))]


def test_an_empty_inbox_says_what_comes_next(desk: Desk) -> None:
    page = desk.browser("amal").get("/reports/").text
    assert "All is answered" in page
    assert "appear here by themselves" in page


def test_a_row_tells_what_where_how_and_by_when(desk: Desk) -> None:
    desk.file("No water\n\nsince   Monday", age=timedelta(days=8))
    page = Page(desk.browser("amal").get("/reports/").text)
    for words in ("No water since Monday", "Kufa", "SMS", "English", "Overdue", "Nobody yet", "High"):
        assert words in page.words


def test_long_words_are_cut_in_the_list(desk: Desk) -> None:
    desk.file("water " * 200)
    page = desk.browser("amal").get("/reports/").text
    assert "…" in page
    assert page.count("water ") < 60


def test_a_place_without_a_known_area_shows_what_was_said(desk: Desk) -> None:
    desk.file(area="", place="By the old mill")
    assert "By the old mill" in desk.browser("amal").get("/reports/").text


def test_due_first_then_newest(desk: Desk) -> None:
    old, new = desk.file(age=timedelta(days=3)), desk.file(age=timedelta(days=1))
    late = desk.file(age=timedelta(days=20))
    browser = desk.browser("amal")
    assert listed(browser.get("/reports/").text) == [late, old, new]
    assert listed(browser.get("/reports/?sort=newest").text) == [late, new, old]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"water", "urgent", "mine", "kufa", "late"}),
        ("state=in_progress", {"mine"}),
        ("state=closed", {"closed"}),
        ("severity=urgent", {"urgent"}),
        ("assignee=me", {"mine"}),
        ("assignee=nobody", {"water", "urgent", "kufa", "late"}),
        ("overdue=1", {"late"}),
        ("group=sewage", {"urgent"}),
        ("group=waste", set()),
        ("area=NAJAF", {"water", "urgent", "mine", "kufa", "late"}),
        ("area=KUFA", {"kufa"}),
        ("area=KUFA&severity=urgent", set()),
        ("state=nonsense&area=x&group=%27&severity=9&sort=;&after=zz", {"water", "urgent", "mine", "kufa", "late"}),
        ("area=99999999999999999999", {"water", "urgent", "mine", "kufa", "late"}),
    ],
)
def test_filters(desk: Desk, query: str, expected: set[str]) -> None:
    ids = {
        "water": desk.file(area="iq-njf"),
        "urgent": desk.file(area="iq-njf", problem="SEW-OVER"),
        "mine": desk.file(area="iq-njf", state="in_progress"),
        "kufa": desk.file(area="iq-njf-kufa"),
        "late": desk.file(area="iq-njf", age=timedelta(days=9)),
        "closed": desk.file(area="iq-njf", state="closed"),
    }
    assign = update(Report).where(Report.id == ids["mine"]).values(assignee_id=desk.staff("amal").id)
    desk.change(lambda session: session.execute(assign))
    with desk.store.read() as session:
        areas = {area.code: str(area.id) for area in session.scalars(select(Area))}
    query = query.replace("NAJAF", areas["iq-njf"]).replace("KUFA", areas["iq-njf-kufa"])
    shown = listed(desk.browser("amal").get(f"/reports/?{query}").text)
    assert sorted(shown) == sorted(ids[name] for name in expected)


def test_tabs_count_within_the_other_filters(desk: Desk) -> None:
    for state in ("received", "received", "in_progress", "closed"):
        desk.file(state=state)
    desk.file(state="received", problem="SEW-OVER")
    page = desk.browser("amal").get("/reports/?group=water").text
    assert _counts(page) == {"open": 3, "received": 2, "in_progress": 1, "resolved": 0, "closed": 1}


def test_pages_together_show_each_report_once(desk: Desk) -> None:
    ids = [desk.file(f"Report {n}", age=timedelta(hours=n % 3)) for n in range(60)]
    browser = desk.browser("amal")
    for sort in ("due", "newest"):
        seen, path = [], f"/reports/?sort={sort}"
        while path:
            page = browser.get(path).text
            seen += listed(page)
            nexts = [a["href"] for a in Page(page).all("a") if "after=" in (a.get("href") or "")]
            path = f"/reports/{nexts[0]}" if nexts else ""
        assert len(seen) == 60
        assert set(seen) == set(ids)


@pytest.mark.parametrize("after", ["0.0", "9" * 39, f"{10**30}.1", "1.", ".1", "1.1.1", "-1.1", "²3.4"])
def test_a_mark_that_nobody_made_is_harmless(desk: Desk, after: str) -> None:
    desk.file()
    browser = desk.browser("amal")
    assert browser.get(f"/reports/?after={after}").status_code == 200
    assert browser.get(f"/reports/?after={after}&sort=newest").status_code == 200


def test_the_open_page_hears_of_changes_and_of_nothing_else(desk: Desk) -> None:
    first = desk.file()
    browser = desk.browser("amal")
    poll = next(s["hx-get"] for s in Page(browser.get("/reports/").text).all("section") if "hx-get" in s)
    assert poll
    assert browser.get(poll).status_code == 204
    second = desk.file()
    fresh = browser.get(poll)
    assert fresh.status_code == 200
    assert listed(fresh.text) == [first, second]
    assert "The list has changed. Open reports: 2" in fresh.text
    assert "<html" not in fresh.text


def test_a_message_that_did_not_arrive_is_marked(desk: Desk) -> None:
    report_id = desk.file()
    browser = desk.browser("amal")
    seen = Page(browser.get(f"/reports/{report_id}/").text).seen()
    browser.post(f"/reports/{report_id}/reply", text="We are coming.", seen=seen)
    assert "Not delivered" not in browser.get("/reports/").text
    desk.change(lambda session: session.execute(update(OutboxRow).values(delivery="failed", reason="gone")))
    assert "Not delivered" in browser.get("/reports/").text


def test_the_first_page_is_where_the_work_is(desk: Desk) -> None:
    assert desk.browser("amal").get("/").location == "/reports/"
    assert desk.browser("farah").get("/").location == "/private/"


def test_areas_are_a_tree_of_those_in_use(desk: Desk) -> None:
    desk.file(area="iq-njf-kufa")
    page = desk.browser("amal").get("/reports/").text
    options = re.findall(r'<option value="\d+">([^<]+)</option>', page)
    assert options == ["Iraq", "\u2003Najaf", "\u2003\u2003Kufa"]


def test_find_takes_any_digits(desk: Desk) -> None:
    report_id = desk.file()
    arabic = desk.report(report_id).reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert desk.browser("amal").post("/reports/find", reference=arabic).location == f"/reports/{report_id}/"


def test_someone_who_left_the_office_sees_it_no_more(desk: Desk) -> None:
    desk.file()
    browser = desk.browser("amal")
    assert len(listed(browser.get("/reports/").text)) == 1
    elsewhere = desk.staff("cyra").office_id
    desk.change(lambda session: session.execute(update(Staff).values(office_id=elsewhere)))
    assert listed(browser.get("/reports/").text) == []


def _counts(page: str) -> dict[str, int]:
    found = re.findall(r'id="tab-(\w+)".*?<span class="count">(\d+)</span>', page)
    return {state: int(count) for state, count in found}
