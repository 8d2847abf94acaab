import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import references
from bot.references import Slip, new, read, show

GOOD = "4829135070"


def random_digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))


def test_a_new_one_reads_back() -> None:
    reference = new(random_digits)
    assert len(reference) == references.LENGTH
    assert reference[0] != "0"
    assert read(reference) == read(show(reference)) == reference
    assert show(GOOD) == "482-913-5070"


@pytest.mark.parametrize(
    "said",
    [
        "482-913-5070",
        "482 913 5070",
        "٤٨٢٩١٣٥٠٧٠",
        "٤٨٢-٩١٣-٥٠٧٠",
        "۴۸۲۹۱۳۵۰۷۰",
        "៤៨២ ៩១៣ ៥០៧០",
        "４８２９１３５０７０",
        "No. 482.913.5070",
        "#482-913-5070",
        "رقم ٤٨٢٩١٣٥٠٧٠",
        "N° 4829135070",
        " 4829135070. ",
    ],
)
def test_any_way_of_writing_it(said: str) -> None:
    assert read(said) == GOOD


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_caught(place: int, digit: int) -> None:
    said = GOOD[:place] + str(digit) + GOOD[place + 1 :]
    assert said == GOOD or isinstance(read(said), Slip)


@pytest.mark.parametrize("place", range(9))
def test_two_digits_swapped_are_caught(place: int) -> None:
    said = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    assert said == GOOD or read(said) == Slip("typo")


def test_slips_are_explained_by_her_own_reports_only() -> None:
    assert read("482913507", [GOOD, "5550001231"]) == Slip("short", (GOOD,))
    assert read("48291350700", [GOOD]) == Slip("long", (GOOD,))
    assert read("4829135007", [GOOD]) == Slip("typo", (GOOD,))
    assert read("4829135007") == Slip("typo")
    assert read("0712345678") == Slip("typo")  # a telephone number


@pytest.mark.parametrize(
    "said", ["", "2", "12345", "hello", "1 week no water", "call 482-913-5070 now", "4" * 15, "4" * 4000]
)
def test_other_words_are_none(said: str) -> None:
    assert read(said) is None
