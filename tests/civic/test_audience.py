"""Who people are, what they agreed to, and the groups that are counted live."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Address
from civic import audience, people
from storage.db import Store
from storage.people import AddressRow, Consent
from tests.civic.conftest import Town, a_citizen, area


def anyone(session: Session, store: Store, n: int, *, channel: str = "sms", language: str = "en") -> AddressRow:
    row = people.meet(session, store, Address(channel, f"+96477000000{n:02}"))
    row.citizen.language = language
    return row


def test_not_asked_refused_and_unknown_are_three_things(town: Town) -> None:
    store = town.store
    with store.session() as session:
        row = a_citizen(session, store)
        assert audience.told(session, row.citizen) == {
            "asked": False, "sex": None, "age_band": None, "area": None, "role": None,
        }  # fmt: skip
        kufa = area(session, "iq-njf-kufa").id
        audience.describe(session, store, row.citizen, sex="refused", age_band="18-24", area="unknown")
        known = audience.profile(session, row.citizen_id)
        assert (known.sex, known.age_band, known.area_id, known.area_told, known.roles) == (
            "refused", "18-24", None, "unknown", [],
        )  # fmt: skip
        audience.describe(session, store, row.citizen, area=str(kufa), roles="mukhtar")
        assert (known.area_id, known.area_told, known.roles) == (kufa, None, ["mukhtar"])
        assert audience.asked(known)


def test_a_list_does_not_count_as_having_asked_her(store: Store) -> None:
    with store.session() as session:
        row = a_citizen(session, store)
        audience.describe(session, store, row.citizen, source="list 4", sex="woman")
        assert not audience.told(session, row.citizen)["asked"]
        audience.describe(session, store, row.citizen)
        assert audience.told(session, row.citizen)["asked"]
        assert audience.profile(session, row.citizen_id).source == "list 4, herself"


@pytest.mark.parametrize("values", [{"sex": "king"}, {"age_band": "19"}, {"roles": "spy"}, {"zodiac": "leo"}])
def test_what_nobody_can_be_is_refused(store: Store, values: dict[str, Any]) -> None:
    with store.session() as session, pytest.raises(ValueError, match="cannot be that"):
        audience.describe(session, store, a_citizen(session, store).citizen, **values)


def test_her_newest_word_on_each_purpose_holds_and_stop_goes_above_it(store: Store) -> None:
    with store.session() as session:
        row = a_citizen(session, store, "ar")
        hers = row.citizen_id
        assert not audience.agrees(session, hers, "polls")
        audience.agree(session, store, row, "polls", True, "keyword")
        audience.agree(session, store, row, "invitations", True, "session 4")
        audience.agree(session, store, row, "invitations", False, "keyword")
        people.record_consent(session, store, row, "report", True)
        assert [audience.agrees(session, hers, purpose) for purpose in ("report", "invitations", "polls")] == [
            True, False, True,
        ]  # fmt: skip
        people.stop(session, store, row)
        audience.agree(session, store, row, "invitations", True, "keyword")
        assert [audience.agrees(session, hers, purpose) for purpose in ("report", "invitations", "polls")] == [
            True, False, False,
        ]  # fmt: skip
        people.start(session, store, row)
        assert audience.agrees(session, hers, "polls")
        kept = session.scalars(select(Consent).where(Consent.purpose == "polls")).one()
        assert (kept.notice, kept.channel, kept.at) == (f"{people.NOTICE}/ar/keyword", "sms", store.now())
        with pytest.raises(ValueError, match="money"):
            audience.agree(session, store, row, "money", True, "keyword")


def test_a_group_holds_those_for_whom_all_conditions_hold(town: Town) -> None:
    store = town.store
    with store.session() as session:
        kufa, najaf = area(session, "iq-njf-kufa").id, area(session, "iq-njf").id
        basra = area(session, "iq-bgd").id
        zeinab, ali, sopheap, noor = (anyone(session, store, n) for n in range(4))
        sopheap.citizen.language = None
        audience.describe(session, store, zeinab.citizen, sex="woman", age_band="18-24", area=str(kufa), roles="cso")
        audience.describe(session, store, ali.citizen, sex="man", age_band="60+", area=str(najaf), roles="mukhtar")
        audience.describe(session, store, noor.citizen, sex="refused", area=str(basra))
        who = {row.citizen_id: name for row, name in ((zeinab, "z"), (ali, "a"), (sopheap, "s"), (noor, "n"))}
        ali.citizen.language = "ar"

        def held(**rules: list[Any]) -> str:
            return "".join(sorted(who[row.citizen_id] for row in session.execute(audience.members(rules))))

        assert held() == "ansz"
        assert held(areas=[najaf]) == "az"
        assert held(areas=[kufa, basra]) == "nz"
        assert held(sexes=["woman", "man"]) == "az"
        assert held(roles=["cso", "media"]) == "z"
        assert held(ages=["18-24"], sexes=["woman"], areas=[najaf]) == "z"
        assert held(ages=["18-24"], sexes=["man"]) == ""
        assert held(languages=["en"]) == "nsz"
        assert held(channels=["telegram"]) == ""
        noor.citizen.data_key = None
        session.flush()
        assert held() == "asz"


def test_one_address_a_person_the_reachable_one_she_used_last(store: Store) -> None:
    with store.session() as session:
        row = a_citizen(session, store)
        now = store.now()
        for n, channel in enumerate(("whatsapp", "telegram")):
            lookup = store.vault.digest("address", channel, "x")
            more = AddressRow(citizen_id=row.citizen_id, channel=channel, lookup=lookup, created_at=now)
            more.last_inbound_at = now + timedelta(hours=n) if n else None
            session.add(more)
        session.flush()
        assert [one.channel for one in session.execute(audience.members({}))] == ["telegram"]
        session.scalars(select(AddressRow).where(AddressRow.channel == "telegram")).one().reachable = False
        session.flush()
        assert [one.channel for one in session.execute(audience.members({}))] == ["sms"]
        assert session.execute(audience.members({"channels": ["whatsapp"]})).all() == []


def test_counts_with_consent_for_each_purpose(store: Store) -> None:
    with store.session() as session:
        one, two, three = (anyone(session, store, n, channel="sms" if n else "telegram") for n in range(3))
        two.citizen.language = "ar"
        for row in (one, two, three):
            audience.agree(session, store, row, "invitations", True, "list 1")
        audience.agree(session, store, two, "polls", True, "keyword")
        audience.agree(session, store, one, "invitations", False, "keyword")
        people.stop(session, store, three)
        counts = audience.count(session, {})
        assert counts.total == 3
        assert counts.by_channel == {"sms": 2, "telegram": 1}
        assert counts.by_language == {"en": 2, "ar": 1}
        assert counts.with_consent == {"report": 0, "invitations": 1, "polls": 1}
        nobody = audience.count(session, {"sexes": ["woman"]})
        assert (nobody.total, nobody.with_consent["polls"]) == (0, 0)


def test_rules_are_kept_to_what_is_known() -> None:
    told = {"areas": ["12", 3, 3], "sexes": ["man", "woman", "king"], "ages": [], "hats": ["red"]}
    assert audience.checked(told) == {"areas": [3, 12], "sexes": ["woman", "man"]}
