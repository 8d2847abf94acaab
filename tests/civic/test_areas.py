"""Places are found however people write them, and what is not sure is asked."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import Places
from bot.messages import Location
from civic import areas
from storage.db import Store
from storage.office import Area

PROGRAMME_PLACES = Path(__file__).parent.parent / "data" / "programme_places.csv"


def _spellings() -> list[tuple[str, str, str]]:
    with PROGRAMME_PLACES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        (row["country"], row["name_as_in_seed"], said)
        for row in rows
        for said in (
            row["name_as_in_seed"],
            row["name_local_script"],
            row["name_ckb"],
            *row["variants"].split("|"),
        )
        if said
    ]


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.session() as session:
        areas.load(session)
        yield session


def _codes(session: Session, places: Places) -> list[str]:
    return [session.get_one(Area, int(option.id)).code for option in places.options]


def test_every_spelling_finds_its_place(session: Session) -> None:
    lost = []
    for country, name, said in _spellings():
        for typed in (said, said.upper(), f" {said.lower()} ", said.replace("-", " ")):
            found = areas.find(session, typed, "en")
            first = session.get_one(Area, int(found.options[0].id)) if found.options else None
            if first is None or first.names["en"] != name or not first.code.startswith(country) or not found.sure:
                lost.append((typed, name, found))
    assert not lost


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("الكوفة", "iq-njf-kufa"),
        ("كوفه", "iq-njf-kufa"),
        ("کوفە", "iq-njf-kufa"),
        ("Kufa, Najaf", "iq-njf-kufa"),
        ("الكوفة، النجف", "iq-njf-kufa"),
        ("محافظة النجف", "iq-njf"),
        ("قضاء النجف", "iq-njf-najaf"),
        ("Najaf governorate", "iq-njf"),
        ("ឃុំតាផូ", "kh-010806"),
        ("ឃុំ តាផូ", "kh-010806"),
        ("ស្រុកស្វាយចេក", "kh-0108"),
        ("ឃុំស្វាយចេក", "kh-010804"),
        ("និមិត្ដ", "kh-011001"),
        ("homabay county", "ke-43"),
        ("Homa Bay sub county", "ke-43"),
        ("STMA", "gh-wp-stma"),
        ("ڕطبە", "iq-anb-rutba"),
    ],
)
def test_a_name_is_enough(session: Session, said: str, code: str) -> None:
    found = areas.find(session, said, "en")
    assert _codes(session, found) == [code]
    assert found.sure


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Kuffa", "iq-njf-kufa"),
        ("Rmadi", "iq-anb-ramadi"),
        ("the street behind the market in Kufa", "iq-njf-kufa"),
        ("شارع السوق في الكوفة", "iq-njf-kufa"),
        ("ផ្លូវលិចនៅឃុំតាផូខាងជើង", "kh-010806"),
        ("Essika", "gh-wp-stma-essikado"),
    ],
)
def test_what_is_only_like_a_name_is_offered_and_asked(session: Session, said: str, code: str) -> None:
    found = areas.find(session, said, "en")
    assert _codes(session, found)[0] == code
    assert not found.sure


def test_two_places_of_one_name_are_told_apart(session: Session) -> None:
    found = areas.find(session, "Najaf", "en")
    assert {option.label for option in found.options} == {"Najaf (governorate)", "Najaf (district), Najaf"}
    assert not found.sure
    assert len({option.label for option in areas.find(session, "Svay Chek", "en").options}) == 2


def test_labels_are_in_her_language_and_say_where(session: Session) -> None:
    assert areas.find(session, "Kufa", "en").options[0].label == "Kufa, Najaf"
    assert "الكوفة" in areas.find(session, "Kufa", "ar").options[0].label
    assert "តាផូ" in areas.find(session, "Tapho", "km").options[0].label


@pytest.mark.parametrize("said", ["", "   ", "?", "the big tree", "12", "no water since monday", "ا", "😀", "x" * 4000])
def test_what_is_no_place_finds_none(session: Session, said: str) -> None:
    assert areas.find(session, said, "en") == Places()


def test_never_more_than_seven(session: Session) -> None:
    for said in ("wa", "sul", "western", "kitui south east west", "ban", "ال", "s"):
        assert len(areas.find(session, said, "en").options) <= 7


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        (Location(32.05, 44.41), "iq-njf-kufa"),
        (Location(33.43, 43.31), "iq-anb-ramadi"),
        (Location(33.42, 42.50), "iq-anb"),
        (Location(-0.52, 34.46), "ke-43-town"),
        (Location(4.94, -1.712), "gh-wp-stma-sekondi"),
        (Location(13.81, 102.96), "kh-0108"),
    ],
)
def test_a_pin_finds_where_it_lies(session: Session, pin: Location, code: str) -> None:
    found = areas.find(session, pin, "en")
    assert _codes(session, found) == [code]
    assert found.sure


@pytest.mark.parametrize("pin", [Location(0, 0), Location(48.85, 2.35), Location(90, 180)])
def test_a_pin_far_from_everything_finds_nothing(session: Session, pin: Location) -> None:
    assert areas.find(session, pin, "en") == Places()


def test_loading_again_changes_nothing(session: Session) -> None:
    before = [(area.id, area.code) for area in session.scalars(select(Area).order_by(Area.id))]
    areas.load(session)
    assert [(area.id, area.code) for area in session.scalars(select(Area).order_by(Area.id))] == before


def test_an_area_added_later_is_found(session: Session) -> None:
    assert not areas.find(session, "Zubair", "en").options
    iraq = session.scalars(select(Area).where(Area.code == "iq")).one()
    session.add(Area(code="iq-bas-zubair", parent_id=iraq.id, level="district", names={"en": "Zubair"}, variants=[]))
    session.flush()
    assert areas.find(session, "Zubair", "en").sure


def test_a_tree_holds_what_lies_in_it(session: Session) -> None:
    najaf, kufa, ramadi = (
        session.scalars(select(Area).where(Area.code == code)).one()
        for code in ("iq-njf", "iq-njf-kufa", "iq-anb-ramadi")
    )
    inside = areas.subtree(session, najaf.id)
    assert {najaf.id, kufa.id} <= inside
    assert ramadi.id not in inside


def test_the_list_hangs_together(session: Session) -> None:
    for place in session.scalars(select(Area)):
        assert place.names["en"].strip() == place.names["en"] != ""
        assert (place.lat is None) == (place.lon is None)
        assert place.lat is None or (-90 <= place.lat <= 90 and -180 <= (place.lon or 0) <= 180)
    assert areas.gazetteer(session).lineage(None) == []
