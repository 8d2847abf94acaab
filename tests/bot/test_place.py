import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import location_of, media_of, plain, shown, text_of
from bot.messages import Location, Media
from bot.place import DEEPEST, Place, stacked
from bot.words import Voice

names = st.text("abcdefgh_", min_size=1, max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(names, inner),
    max_leaves=5,
)
places = st.recursive(
    st.builds(Place, names, names, st.dictionaries(names, values), st.lists(names).map(tuple), st.integers(0, 9)),
    lambda inner: st.builds(Place, names, names, under=inner, unfinished=inner),
    max_leaves=4,
)


@given(places)
def test_a_place_is_the_same_after_a_night_in_the_database(place: Place) -> None:
    assert Place.from_json(place.to_json()) == place


def test_an_older_edition_is_read() -> None:
    assert Place.from_json('{"flow":"report","step":"kind","was":1}') == Place("report", "kind")


def test_matters_pile_up_only_so_high() -> None:
    at = Place("start", "s")
    for n in range(20):
        at = stacked(Place("confirm", "s", {"reference": n}), at)
    assert Place.from_json(at.to_json()) == at
    depth = 0
    layer: Place | None = at
    while layer:
        depth, layer = depth + 1, layer.under
    assert depth == DEEPEST


def test_the_same_matter_is_there_once() -> None:
    under = Place("confirm", "s", {"reference": 1}, under=Place("report", "kind"))
    assert stacked(Place("confirm", "s", {"reference": 1}), under) == Place(
        "confirm", "s", {"reference": 1}, under=Place("report", "kind")
    )


def test_answers_are_json_and_come_back_as_what_they_were() -> None:
    kept = plain(
        {"day": date(2026, 3, 16), "at": datetime(2026, 3, 9, 8, tzinfo=UTC), "m": Media("photo", "x"), "n": (1, "a")}
    )
    assert json.loads(json.dumps(kept)) == kept
    assert shown(kept["day"], Voice("en")) == date(2026, 3, 16)
    assert shown(kept["at"], Voice("en")) == datetime(2026, 3, 9, 8, tzinfo=UTC)
    with pytest.raises(TypeError):
        plain({"no": object()})


def test_what_was_said_is_taken_apart() -> None:
    told = plain({"text": "here", "media": [Media("voice", "v")], "location": Location(1.0, 2.0)})
    assert (text_of(told), media_of(told), location_of(told)) == ("here", (Media("voice", "v"),), Location(1.0, 2.0))
    assert (text_of(None), media_of("x"), location_of(None)) == ("", (), None)
    assert shown({"text": "", "media": told["media"], "location": None}, Voice("en")) == ["Voice message"]
    assert shown("x" * 1000, Voice("en")) == "x" * 299 + "…"
