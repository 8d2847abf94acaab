"""What citizens attach: opened for those who may, and harmless in a browser."""

import pytest

from storage.reports import Attachment
from tests.admin.conftest import Desk


def attach(desk: Desk, report_id: int, **more: object) -> int:
    values = {"state": "ready", "mime": "image/jpeg", "file": "f", "kind": "photo", "channel": "telegram", **more}
    with desk.store.session() as session:
        row = Attachment(report_id=report_id, due_at=desk.store.now(), **values)
        session.add(row)
        session.flush()
        return row.id


@pytest.mark.parametrize("mime", ["image/jpeg", "image/png", "image/webp", "audio/ogg", "audio/mpeg", "audio/amr"])
def test_pictures_and_voices_are_shown_in_a_sandbox(desk: Desk, mime: str) -> None:
    report_id = desk.file()
    number = attach(desk, report_id, mime=mime)
    answer = desk.browser("amal").get(f"/reports/{report_id}/attachments/{number}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == mime
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/pdf", "", "application/xhtml+xml"])
def test_everything_else_is_a_file_to_save(desk: Desk, mime: str) -> None:
    report_id = desk.file()
    number = attach(desk, report_id, mime=mime)
    answer = desk.browser("amal").get(f"/reports/{report_id}/attachments/{number}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=jawab-{report_id}-{number}.bin"


def test_a_player_may_ask_for_a_range(desk: Desk) -> None:
    report_id = desk.file()
    number = attach(desk, report_id, mime="audio/ogg", kind="voice")
    answer = desk.browser("amal").get(f"/reports/{report_id}/attachments/{number}", headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.data) == (206, b"OggS")


@pytest.mark.parametrize("more", [{"state": "waiting"}, {"state": "refused"}, {"file": "gone"}])
def test_what_is_not_there_is_absent(desk: Desk, more: dict[str, object]) -> None:
    report_id = desk.file()
    number = attach(desk, report_id, **more)
    assert desk.browser("amal").get(f"/reports/{report_id}/attachments/{number}").status_code == 404


def test_an_attachment_belongs_to_its_report(desk: Desk) -> None:
    mine, other = desk.file(), desk.file(office="waste")
    number = attach(desk, other)
    assert desk.browser("amal").get(f"/reports/{mine}/attachments/{number}").status_code == 404
    assert desk.browser("cyra").get(f"/reports/{other}/attachments/{number}").status_code == 200


def test_the_ticket_tells_the_state_of_each(desk: Desk) -> None:
    report_id = desk.file()
    photo, voice = attach(desk, report_id), attach(desk, report_id, mime="audio/ogg", kind="voice")
    attach(desk, report_id, state="waiting")
    attach(desk, report_id, state="refused", reason="too large")
    page = desk.browser("amal").get(f"/reports/{report_id}/").text
    assert f'<img src="/reports/{report_id}/attachments/{photo}"' in page
    assert f'<audio controls preload="none" src="/reports/{report_id}/attachments/{voice}">' in page
    assert "still on its way" in page
    assert "could not be taken" in page
