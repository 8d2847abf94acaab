"""Groups: saved by name, counted live, changed only while nothing is on its way to them."""

import pytest
from sqlalchemy import select

from bot.messages import Address
from civic import audience, people
from storage.audience import Segment
from storage.broadcasts import Broadcast
from storage.office import Area
from tests.admin.browser import Page
from tests.admin.conftest import Desk


@pytest.fixture
def crowd(desk: Desk) -> Desk:
    """Three women and two men of Kufa; two of the women want invitations."""
    store = desk.store
    with store.session() as session:
        kufa = session.scalars(select(Area.id).where(Area.code == "iq-njf-kufa")).one()
        for n, sex in enumerate(("woman", "woman", "woman", "man", "man")):
            row = people.meet(session, store, Address("sms", f"+96477000000{n:02}"))
            audience.describe(session, store, row.citizen, sex=sex, area=str(kufa))
            audience.agree(session, store, row, "invitations", n < 2, "keyword")
    return desk


def segments(desk: Desk) -> list[Segment]:
    with desk.store.read() as session:
        return list(session.scalars(select(Segment).order_by(Segment.id)))


def najaf(desk: Desk) -> str:
    with desk.store.read() as session:
        return str(session.scalars(select(Area.id).where(Area.code == "iq-njf")).one())


def test_a_group_is_saved_and_counted_anew(crowd: Desk) -> None:
    browser = crowd.browser("majid")
    browser.post("/segments/", name="Women of Najaf", sexes=["woman", "king"], areas=[najaf(crowd)])
    words = Page(browser.get("/segments/").text).words
    assert "People: 3" in words
    assert "A woman" in words
    assert "Najaf" in words
    (one,) = segments(crowd)
    assert one.rules == {"areas": [int(najaf(crowd))], "sexes": ["woman"]}
    browser.post(f"/segments/{one.id}/save", name="Men of Najaf", sexes="man", areas=najaf(crowd))
    assert "People: 2" in Page(browser.get("/segments/").text).words
    assert "The group is removed." in browser.post(f"/segments/{one.id}/remove", follow=True).text
    assert segments(crowd) == []


def test_the_open_form_counts_what_is_ticked(crowd: Desk) -> None:
    browser = crowd.browser("admin")
    page = browser.get("/segments/count", query_string={"sexes": ["woman"], "areas": [najaf(crowd)]})
    assert 'data-total="3"' in page.text
    told = " ".join(Page(page.text).words.split())
    assert "Agreed to: Invitations 2" in told
    assert "Agreed to: Polls 0" in told
    odd = {"areas": ["x", "9" * 30, "-1"], "sexes": "'", "hats": "red"}
    assert 'data-total="5"' in browser.get("/segments/count", query_string=odd).text


@pytest.mark.parametrize(("name", "told"), [("", "give the group a name"), ("n" * 121, "a name"), ("Old", "already")])
def test_a_wrong_name_is_told_and_the_choices_stay(crowd: Desk, name: str, told: str) -> None:
    browser = crowd.browser("majid")
    browser.post("/segments/", name="Old")
    browser.post("/segments/", name="Other")
    for path in ("/segments/", f"/segments/{segments(crowd)[1].id}/save"):
        answer = browser.post(path, name=name, sexes="woman")
        assert (answer.status_code, told in answer.text) == (422, True)
        assert 'value="woman" checked' in answer.text
    assert [(one.name, one.rules) for one in segments(crowd)] == [("Old", {}), ("Other", {})]


def test_a_group_stays_as_it_is_while_a_message_is_on_its_way(crowd: Desk) -> None:
    browser, now = crowd.browser("majid"), crowd.store.now()
    browser.post("/segments/", name="Women", sexes="woman")
    (one,) = segments(crowd)
    sending = Broadcast(
        kind="invitation", subject_id=1, purpose="invitations", segment_id=one.id, due_at=now, expires_at=now,
        state="sending", created_at=now,
    )  # fmt: skip
    crowd.change(lambda session: session.add(sending))
    answer = browser.post(f"/segments/{one.id}/save", name="Women", sexes="man")
    assert (answer.status_code, "on its way" in answer.text) == (422, True)
    crowd.change(lambda session: setattr(session.merge(sending), "state", "done"))
    assert browser.post(f"/segments/{one.id}/save", name="All", sexes="man").status_code == 303
    assert browser.post(f"/segments/{one.id}/remove").status_code == 409
    assert [kept.name for kept in segments(crowd)] == ["All"]
