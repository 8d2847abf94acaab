"""What it would take, before it is sent: people, parts, price, and who would not get it."""

from decimal import Decimal
from pathlib import Path

import pytest

from civic import audience, broadcasts, people, prices
from civic.estimate import Line
from storage.db import Store
from storage.people import AddressRow
from tests.relay.crowd import a_member

LONG = "You are invited to the water forum in the town hall on Monday at ten. " * 3


def _speaks(store: Store, who: AddressRow, language: str) -> None:
    with store.session() as session:
        session.get_one(AddressRow, who.id).citizen.language = language


def test_people_by_channel_and_language_parts_and_price(store: Store) -> None:
    for number in range(3):
        a_member(store, number, channel="sms")
    _speaks(store, a_member(store, 10, channel="sms"), "ar")
    a_member(store, 11)
    with store.read() as session:
        texts = {"en": LONG, "ar": "دعوة إلى جلسة المياه يوم الاثنين"}
        found = broadcasts.preview(session, store, {}, "invitations", texts, zone="Asia/Baghdad")
    assert found.lines == [Line("sms", "ar", 1, 1), Line("sms", "en", 3, 2), Line("telegram", "en", 1, 1)]
    assert (found.people, found.parts) == (5, 8)
    assert found.costs == {"USD": 7 * prices.table()["sms", "IQ"].amount}
    assert found.invented
    assert not found.unpriced


def test_people_abroad_are_charged_by_their_own_country(store: Store) -> None:
    a_member(store, 1, channel="sms", zone="Asia/Phnom_Penh")
    a_member(store, 2, channel="sms", zone="Nowhere/Land")
    with store.read() as session:
        found = broadcasts.preview(session, store, {}, "polls", {"en": "Hello"}, zone="Africa/Accra")
    assert found.costs == {"USD": prices.table()["sms", "KH"].amount + prices.table()["sms", "GH"].amount}


def test_who_would_not_get_it_is_said_beforehand(store: Store) -> None:
    a_member(store, 1)
    a_member(store, 2, agrees=False)
    stopped = a_member(store, 3)
    with store.session() as session:
        people.stop(session, store, session.get_one(AddressRow, stopped.id))
        found = broadcasts.preview(session, store, {"channels": ["telegram"]}, "polls", {"en": "Hello"})
    assert (found.people, found.held) == (1, {"no_consent": 1, "stopped": 1})
    assert found.costs == {"USD": Decimal(0)}
    assert not found.invented


def test_a_language_without_words_is_named_and_reads_the_english(store: Store) -> None:
    _speaks(store, a_member(store, 1, channel="sms"), "km")
    with store.read() as session:
        found = broadcasts.preview(session, store, {}, "polls", {"en": LONG}, zone="UTC")
    assert found.missing == {"km": 1}
    assert found.lines == [Line("sms", "km", 1, 2)]


def test_a_channel_nobody_priced_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "table", dict)
    a_member(store, 1)
    with store.read() as session:
        found = broadcasts.preview(session, store, {}, "polls", {"en": "Hello"})
    assert (found.unpriced, found.costs) == (["telegram"], {})


def test_an_empty_group_costs_nothing(store: Store) -> None:
    with store.read() as session:
        found = broadcasts.preview(session, store, {}, "polls", {})
    assert (found.people, found.parts, found.costs, found.missing) == (0, 0, {}, {})


def test_every_price_has_a_day_and_a_source_and_says_when_it_is_invented() -> None:
    for price in prices.read():
        assert price.day
        assert price.source.startswith("invented" if price.invented else "https://")
    assert {price.channel for price in prices.read()} == set(audience.CHANNELS)


@pytest.mark.parametrize(
    "line",
    [
        "X,sms,IQ,-1,USD,2026-11-22,a contract,no",
        "X,sms,IQ,NaN,USD,2026-11-22,a contract,no",
        "X,sms,IQ,1,USD,someday,a contract,no",
        "X,sms,IQ,1,USD,2026-11-22,,no",
        "X,sms,IQ,1,USD,2026-11-22,a contract,maybe",
    ],
)
def test_a_line_that_is_no_price_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "prices.csv"
    file.write_text(f"{prices.FILE.read_text().splitlines()[0]}\n{line}\n")
    with pytest.raises(ValueError, match=r".+"):
        prices.read(file)
