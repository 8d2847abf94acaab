"""One report by its number: where it stands, nobody's words, and not too often."""

import re

import pytest
from flask.testing import FlaskClient

from bot import references
from bot.messages import Address
from civic import people, private
from public.app import LOOK_UPS
from storage.db import Store
from tests.civic.conftest import a_turn
from tests.clock import Clock
from tests.public.conftest import CANARY, UNKNOWN, look_up


@pytest.mark.parametrize("said", ["{r}", "{shown}", " {shown} ", "{arabic}", "{khmer}", "no. {shown}."])
def test_a_report_by_its_number_in_any_digits(client: FlaskClient, reference: str, said: str) -> None:
    arabic = reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    khmer = reference.translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    typed = said.format(r=reference, shown=references.show(reference), arabic=arabic, khmer=khmer)
    status, page = look_up(client, typed)
    assert status == 200
    for shown in ("Received", "Overflow or blocked sewer", "Kufa, Najaf", "Najaf Sewerage Directorate"):
        assert shown in page


def test_nothing_personal_on_any_page(client: FlaskClient, reference: str) -> None:
    status, page = look_up(client, reference)
    assert status == 200
    for text in (page, client.get("/").get_data(as_text=True), look_up(client, "1")[1]):
        assert CANARY not in text


def test_wrong_unknown_and_private_numbers_get_one_answer(client: FlaskClient, store: Store, reference: str) -> None:
    with store.session() as session:
        row = people.meet(session, store, Address("sms", "1"))
        kept = private.file(session, store, row, CANARY, (), safe=True, inbox_id=a_turn(session, store))
        hidden = kept.reference
    slip = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    free = references.new(lambda n: "7" * n)
    answers = {look_up(client, said) for said in (slip, free, hidden, "", "hello", "123", "<b>x", "\x00", "9" * 40)}
    assert len(answers) == 1
    ((status, page),) = answers
    assert status == 404
    assert UNKNOWN in page


def test_what_was_typed_is_not_said_back(client: FlaskClient) -> None:
    assert CANARY not in look_up(client, f'"><script>{CANARY}')[1]


def test_no_number_ever_stands_in_an_address(client: FlaskClient, reference: str) -> None:
    assert client.get(f"/check?reference={reference}").get_data(as_text=True).count(reference) == 0
    page = look_up(client, reference)[1]
    assert not [link for link in re.findall(r'(?:href|action|src)="([^"]*)"', page) if reference in link]


def test_results_are_kept_by_nobody(client: FlaskClient, reference: str) -> None:
    response = client.post("/check", data={"reference": reference})
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in response.get_data(as_text=True)


def test_too_many_look_ups_are_asked_to_wait(client: FlaskClient, reference: str, clock: Clock) -> None:
    for _ in range(LOOK_UPS):
        assert look_up(client, reference)[0] == 200
    status, page = look_up(client, reference)
    assert status == 429
    assert "wait a minute" in page
    other = client.post("/check", data={"reference": reference}, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 200, "one client's haste is not another's"
    forged = client.post("/check", data={"reference": reference}, headers={"X-Forwarded-For": "10.1.1.1"})
    assert forged.headers["Retry-After"] == "60"
    assert forged.status_code == 429, "what a client says of itself does not count"
    clock.travel(seconds=61)
    assert look_up(client, reference)[0] == 200


def test_a_whole_household_is_one_client(client: FlaskClient, reference: str) -> None:
    for n in range(LOOK_UPS + 1):
        address = {"REMOTE_ADDR": f"2001:db8::{n + 1:x}"}
        last = client.post("/check", data={"reference": reference}, environ_base=address)
    assert last.status_code == 429
