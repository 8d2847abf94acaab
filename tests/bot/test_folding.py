import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.folding import GRAPHEMES, clean, fold, fold_name, shorten, words

SAME = [
    ("أحمد إلى آب ٱ", "احمد الي اب ا"),
    ("مشكلة", "مشكله"),
    ("كوردی", "کوردي"),
    ("ڕەمادی", "رهمادي"),
    ("القـــائمة", "القائمه"),
    ("مَاءٌ", "ماء"),
    ("میـ\u200cخواهم", "میخواهم"),
    ("និមិត្ដ", "និមិត្ត"),
    ("Égout ÇA où", "egout ca ou"),
    ("d’accord", "d'accord"),
    ("Homa-Bay", "homa  bay"),
    ("Ｐｏｎｌｅｙ", "ponley"),
    ("٣ ۳ ៣ ３ 3️⃣", "3 3 3 3 3"),
    ("🔟", "10"),
    ("STRASSE", "straße"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_that_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


DIFFERENT = [("كوب", "گوب"), ("باب", "پاپ"), ("ទឹក", "ទក"), ("លូ", "លើ"), ("ئاو", "ياو"), ("ដី", "តី")]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_spellings_that_are_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_names_lose_the_arabic_article() -> None:
    assert fold_name("الرمادي") == fold_name("رمادي")
    assert fold_name("الم") == "الم"  # too short to be an article and a name


def test_words_are_parted_from_digits_and_signs() -> None:
    assert words("លេខ២, No. 2!") == ["លេខ", "2", "no", "2"]


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


UNSAFE = [
    ("a\0b", "ab"),
    ("a\ud800b", "ab"),
    ("\ud83d\ude00", "😀"),  # two halves that belong together
    ("\u202eevil\u202c \u2067x\u2069", "evil x"),
    ("\ufeffhello\x07\x1b[31m", "hello[31m"),
    ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
    ("  padded \n", "padded"),
    ("e\u0301", "é"),
    ("می\u200cخوام", "می\u200cخوام"),  # it belongs to the spelling
    ("👨‍👩‍👧", "👨‍👩‍👧"),
]


@pytest.mark.parametrize(("raw", "safe"), UNSAFE)
def test_what_arrives_is_made_safe(raw: str, safe: str) -> None:
    assert clean(raw) == safe


def test_only_the_length_of_a_long_story_is_cut() -> None:
    assert clean("word " * 13_000) == ("word " * 800)[:GRAPHEMES]
    assert len(clean("ខ្មែរ" * 13_000)) == GRAPHEMES // 2 * 5  # two clusters of five characters, none cut


@pytest.mark.parametrize("nasty", ["\u0315\u0300" * 32_768, "\u0300" * 65_536, "👨‍👩‍👧‍👦" * 9_000, "\ufdfa" * 65_536])
def test_hostile_words_stay_small(nasty: str) -> None:
    assert len(fold(clean(nasty))) <= 18 * 4 * GRAPHEMES


def test_a_cluster_is_never_cut() -> None:
    assert shorten("👨‍👩‍👧👍", 1) == "👨‍👩‍👧"


@given(st.text(st.characters(exclude_categories=())))
def test_cleaned_text_can_be_stored_and_sent(text: str) -> None:
    safe = clean(text)
    assert safe.encode() and True if safe else safe == ""
    assert "\0" not in safe
    assert unicodedata.is_normalized("NFC", safe)
    assert clean(safe) == safe
