"""Citizens are met once, kept sealed, and left alone when they wish."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.messages import Address
from civic import people
from storage.db import Store
from storage.people import AddressRow, Citizen, Consent
from tests.civic.conftest import a_citizen

PHONE = Address("sms", "+9647701234567")


def test_she_is_made_known_once_and_kept_sealed(store: Store) -> None:
    with store.session() as session:
        first = people.meet(session, store, PHONE, "Maryam")
        again = people.meet(session, store, PHONE)
        assert first is again
        assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{2}", first.citizen.handle)
        assert not set(first.citizen.handle) & set("0O1IL5S8B2Z")
        assert PHONE.id.encode() not in (first.sealed or b"")
        assert people.address_of(store, first) == PHONE.id
        assert people.name_of(store, first.citizen) == "Maryam"
        assert first.citizen.language is None


def test_the_same_number_on_two_channels_is_two_people(store: Store) -> None:
    with store.session() as session:
        one, two = people.meet(session, store, PHONE), people.meet(session, store, Address("whatsapp", PHONE.id))
        assert one.citizen_id != two.citizen_id


def test_twenty_workers_meet_her_at_once(store: Store) -> None:
    together = Barrier(20)

    def meet(_n: int) -> int:
        together.wait()
        with store.session() as session:
            return people.meet(session, store, PHONE, "Maryam").id

    with ThreadPoolExecutor(20) as workers:
        assert len(set(workers.map(meet, range(20)))) == 1
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(AddressRow)) == 1
        assert session.scalar(select(func.count()).select_from(Citizen)) == 1


def test_a_new_name_is_taken_over_and_no_name_keeps_the_old(store: Store) -> None:
    with store.session() as session:
        row = people.meet(session, store, PHONE, "Maryam")
        people.meet(session, store, PHONE, "")
        assert people.name_of(store, row.citizen) == "Maryam"
        people.meet(session, store, PHONE, "Maryam\x00 Ali\u202e" + "x" * 500)
        assert people.name_of(store, row.citizen).startswith("Maryam Ali")
        assert len(people.name_of(store, row.citizen)) <= people.NAME_LIMIT


def test_writing_makes_her_reachable_again(store: Store) -> None:
    with store.session() as session:
        row = people.meet(session, store, PHONE)
        row.reachable = False
        people.wrote(session, store, row)
        assert row.reachable
        assert row.last_inbound_at == store.now()


def test_the_newest_consent_holds_and_none_is_no(store: Store) -> None:
    with store.session() as session:
        row = a_citizen(session, store, "ar")
        assert not people.consents(session, row.citizen, "report")
        for given in (True, False, True):
            people.record_consent(session, store, row, "report", given)
            assert people.consents(session, row.citizen, "report") is given
        kept = session.scalars(select(Consent).order_by(Consent.id)).all()
        assert [word.given for word in kept] == [True, False, True]
        assert kept[0].notice == f"{people.NOTICE}/ar"


def test_start_restores_what_was_there_and_no_more(store: Store) -> None:
    with store.session() as session:
        row = a_citizen(session, store)
        people.record_consent(session, store, row, "report", True)
        people.record_consent(session, store, row, "polls", False)
        people.stop(session, store, row)
        people.stop(session, store, row)
        assert row.citizen.stopped_at == store.now()
        people.start(session, store, row)
        people.start(session, store, row)
        assert row.citizen.stopped_at is None
        assert people.consents(session, row.citizen, "report")
        assert not people.consents(session, row.citizen, "polls")
        words = session.scalars(select(Consent.given).where(Consent.purpose == "all").order_by(Consent.id)).all()
        assert words == [False, True]


def test_nothing_is_sealed_for_someone_erased(store: Store) -> None:
    with store.session() as session:
        row = a_citizen(session, store)
        row.citizen.data_key = None
        assert people.name_of(store, row.citizen) == ""
        with pytest.raises(people.Erased):
            people.key(row.citizen)
