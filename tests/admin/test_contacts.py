"""People as numbers, one person by handle, lists brought in: by those who may, and never with a number or a name."""

import io
import tempfile
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.messages import Address, Reply
from civic import audience, people
from storage import outbox
from storage.audience import ContactList
from storage.broadcasts import DROPPED, Broadcast, Recipient
from storage.office import LogEntry
from storage.people import AddressRow, Citizen
from tests.admin.browser import Page
from tests.admin.conftest import Desk
from tests.admin.test_payloads import PAYLOADS

NUMBER, NAME = "+9647701234567", "Zuhra Example"
TERMS = {
    "name": "March sign-up",
    "agreed_where": "Signed at the meeting of 3 March",
    "purpose": ["invitations"],
    "region": "IQ",
    "channel": "sms",
}


def a_person(desk: Desk) -> str:
    """Someone with a history; gives her handle."""
    store = desk.store
    with store.session() as session:
        row = people.meet(session, store, Address("sms", NUMBER), NAME)
        row.citizen.language = "ar"
        audience.describe(session, store, row.citizen, sex="woman", age_band="refused", roles="mukhtar")
        audience.agree(session, store, row, "invitations", True, "list 3")
        audience.agree(session, store, row, "polls", False, "keyword")
        outbox.put(
            session, store, address_id=row.id, channel="sms", reply=Reply("Secret words"), purpose="invitations"
        )  # fmt: skip
        now = store.now()
        broadcast = Broadcast(
            kind="poll", subject_id=1, purpose="polls", due_at=now, expires_at=now, state="done", created_at=now
        )  # fmt: skip
        session.add(broadcast)
        session.flush()
        session.add(
            Recipient(
                broadcast_id=broadcast.id,
                citizen_id=row.citizen_id,
                address_id=row.id,
                channel="sms",
                due_at=now,
                state=DROPPED,
                reason="stopped",
            )
        )
        return row.citizen.handle


def bring(desk: Desk, content: bytes, username: str = "majid", **changes: Any) -> tuple[int, str]:
    """Send a list; gives the status, and where its page is or what was said."""
    sent: dict[str, Any] = {**TERMS, **changes, "file": (io.BytesIO(content), "list.csv")}
    answer = desk.browser(username).post("/contacts/lists/", **sent)
    return answer.status_code, answer.location or Page(answer.text).words


def citizens(desk: Desk) -> int:
    with desk.store.read() as session:
        return session.scalar(select(func.count()).select_from(Citizen)) or 0


def test_one_person_by_handle_without_number_or_name(desk: Desk) -> None:
    handle = a_person(desk)
    browser = desk.browser("majid")
    found = browser.post("/contacts/find", handle=f" {handle.replace('-', '').lower()} ")
    assert found.location == f"/contacts/{handle}/"
    page = browser.get(found.location).text
    words = Page(page).words
    for told in (
        "A woman",
        "Prefers not to say",
        "Mukhtar",
        "List 3",
        "By keyword",
        "Withdrawn",
        "العربية",
        "Not asked",
    ):
        assert told in words, told
    assert "The citizen asked us to stop." in words
    assert "Invitations" in words
    for secret in (NUMBER, NUMBER[-7:], NAME, "Zuhra", "Secret words"):
        assert secret not in page
    with desk.store.read() as session:
        entry = session.scalars(select(LogEntry).where(LogEntry.action == "open contact")).one()
        assert entry.staff_id == desk.staff("majid").id


def test_people_cannot_be_leafed_through(desk: Desk) -> None:
    handle = a_person(desk)
    browser = desk.browser("admin")
    assert handle not in browser.get("/contacts/").text
    for said in ("1", NUMBER, NAME, "%", "", "ZZZZ-ZZ"):
        assert "Nobody has this handle" in browser.post("/contacts/find", handle=said, follow=True).text
        if said and "%" not in said:
            assert browser.get(f"/contacts/{said}/").status_code == 404


@pytest.mark.parametrize("username", ["amal", "farah", "omar"])
def test_officials_do_not_look_at_people(desk: Desk, username: str) -> None:
    handle = a_person(desk)
    browser = desk.browser(username)
    for path in ("/contacts/", f"/contacts/{handle}/", "/contacts/lists/new", "/segments/", "/segments/count"):
        assert browser.get(path).status_code == 403
    assert bring(desk, b"phone\n0770 123 4567", username)[0] == 403


def test_a_list_from_the_form_to_the_people(desk: Desk) -> None:
    content = f"Phone,Name,Sex\n0770 123 4567,{NAME},f\n0770 123 4568,Other,m\n12345,Broken One,f\n".encode()
    status, path = bring(desk, content)
    assert status == 303
    majid = desk.browser("majid")
    page = majid.get(path)
    words = Page(page.text).words
    assert "Import the good rows: 2" in words
    assert "Leave out the broken rows: 1" in words
    assert "This is not a phone number that exists." in words
    assert citizens(desk) == 0
    assert majid.post(f"{path}import").status_code == 422
    assert majid.post(f"{path}import", leave_out="7").status_code == 422
    assert citizens(desk) == 0
    done = majid.post(f"{path}import", leave_out="1", follow=True)
    assert "The list is imported." in done.text
    assert citizens(desk) == 2
    assert majid.post(f"{path}import", leave_out="1").status_code == 409
    assert citizens(desk) == 2
    overview = Page(majid.get("/contacts/").text).words
    assert "People who can be reached: 2" in overview
    for shown in (page.text, done.text, overview):
        for secret in ("1234567", "Zuhra", "Broken One", "12345"):
            assert secret not in shown


def test_the_broken_rows_come_back_to_whoever_brought_them_and_can_be_brought_again(desk: Desk) -> None:
    desk.change(lambda session: setattr(session.merge(desk.staff("majid")), "language", "ar"))
    _status, path = bring(desk, b'Phone,Name\n0770,"=cmd|x"\n+964 770 12,Ali\n0770 123 4567,Zahra\n')
    answer = desk.browser("majid").get(f"{path}broken.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = answer.data.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()[1:]] == [
        ['"0770"', "\"'=cmd|x\""], ["\"'+964 770 12\"", '"Ali"'],
    ]  # fmt: skip
    assert desk.browser("admin").get(f"{path}broken.csv").status_code == 404
    mended = text.replace("'+964 770 12", "'+964 770 123 4569").encode("utf-8-sig")
    _status, path = bring(desk, mended)
    with desk.store.read() as session:
        counts = session.scalars(select(ContactList.counts).order_by(ContactList.id.desc())).first()
    assert counts is not None
    assert (counts["new"], counts["broken"]) == (1, 1)


@pytest.mark.parametrize(
    ("content", "change", "told"),
    [
        (b"", {}, "choose a file"),
        (b"phone\n", {}, "no people in this file"),
        (b"who\nme", {}, "No column was found"),
        (b"\xd0\xcf\x11\xe0", {}, "old Excel"),
        (b"phone\n0770 123 4567", {"agreed_where": " - "}, "where and when these people agreed"),
        (b"phone\n0770 123 4567", {"name": " "}, "give the list a name"),
        (b"phone\n0770 123 4567", {"purpose": ["report"]}, "what these people agreed to"),
        (b"phone\n0770 123 4567", {"region": "ZZ"}, "a country and a channel"),
        (b"phone\n0770 123 4567", {"channel": "pigeon"}, "a country and a channel"),
    ],
)
def test_what_is_wrong_with_a_form_is_told(desk: Desk, content: bytes, change: dict[str, Any], told: str) -> None:
    status, words = bring(desk, content, **change)
    assert (status, told in words) == (422, True)
    with desk.store.read() as session:
        assert session.scalars(select(ContactList)).all() == []


def test_a_list_thrown_away(desk: Desk) -> None:
    _status, path = bring(desk, b"phone\n0770 123 4567")
    answer = desk.browser("majid").post(f"{path}drop", follow=True)
    assert "Nobody of it was imported" in answer.text
    assert desk.browser("majid").post(f"{path}drop").status_code == 409
    assert desk.browser("majid").get(f"{path}broken.csv").status_code == 404
    assert citizens(desk) == 0


@pytest.mark.parametrize("payload", PAYLOADS[:8])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_hostile_words_are_shown_as_they_are(desk: Desk, payload: str) -> None:
    head = payload.replace('"', '""')
    _status, path = bring(
        desk, f'phone,"{head}"\n0770 123 4567,x\n'.encode(), name=payload, agreed_where=f"See {payload}"
    )
    browser = desk.browser("majid")
    browser.post("/segments/", name=payload)
    for shown, times in ((path, 2), ("/contacts/", 1), ("/segments/", 1), ("/segments/1/", 1)):
        page = Page(browser.get(shown).text)
        assert page.words.count(payload) >= times, shown
        assert not any(name.startswith("on") for _tag, names in page.elements for name in names)
        assert not page.all("iframe")
        assert all(script.get("src") for script in page.all("script"))


def test_too_much_is_refused_with_words(desk: Desk) -> None:
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\nphone\n'
    body = file + b"0770 123 4567\n" * 100_000 + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    answer = desk.browser("majid").client.post("/contacts/lists/", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "at most one megabyte" in Page(answer.text).words


def test_a_long_list_is_never_written_to_a_temporary_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    rows = b"".join(b"0770 1%06d,%s\n" % (n, b"Name" * 12) for n in range(10_000))
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\nphone,name\n'
    token = desk.browser("majid")
    body = file + rows + b"\r\n"
    for name, value in {**TERMS, "purpose": "polls", "csrf_token": token.token()}.items():
        body += f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    kind = "multipart/form-data; boundary=x"
    answer = token.client.post("/contacts/lists/", data=body + b"--x--\r\n", content_type=kind)
    assert answer.status_code == 303
    with desk.store.read() as session:
        assert session.scalars(select(ContactList)).one().counts["new"] == 10_000


def test_numbers_are_kept_sealed(desk: Desk) -> None:
    _status, path = bring(desk, f"phone,name\n{NUMBER},{NAME}".encode())
    with desk.store.read() as session:
        kept = session.scalars(select(ContactList.sealed)).one()
    assert kept
    assert NUMBER.encode() not in kept
    desk.browser("majid").post(f"{path}import")
    with desk.store.read() as session:
        row = session.scalars(select(AddressRow)).one()
        assert NUMBER.encode() not in (row.sealed or b"")
        assert row.citizen.name_sealed
        assert b"Zuhra" not in row.citizen.name_sealed
