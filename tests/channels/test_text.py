"""Cutting and shortening words of any script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.text import clean, graphemes, numbered, shorten, split, utf16
from bot.messages import Button

KHMER = "ផ្លូវនៅមុខសាលារៀនខូចខ្លាំងណាស់ ហើយទឹកមិនហូរទេ។ "
ARABIC = "الماءُ مقطوعٌ عن حيّنا منذُ ثلاثةِ أيامٍ، فمتى يعود؟ "
SORANI = "ئاوی گەڕەکەکەمان سێ ڕۆژە بڕاوە. تکایە کەی دێتەوە؟ "
FAMILY = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize("limit", [70, 153, 800, 1600, 4096])
@pytest.mark.parametrize("words", [KHMER, ARABIC, SORANI, FAMILY, "e\u0301 ", "no_space_at_all"])
def test_long_texts_are_cut_between_letters_and_join_again(words: str, limit: int) -> None:
    text = words * 400
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(utf16(piece) <= limit for piece in pieces)
    assert [letter for piece in pieces for letter in graphemes(piece)] == list(graphemes(text))
    assert len(pieces) <= 3 * utf16(text) / limit + 2  # no crumbs


@settings(max_examples=400)
@given(
    st.lists(
        st.sampled_from([*"ab .\n\r\t🙏ក្ខំاُه\u200d\u0301\u200b。", " \u0301", ". \u0301b"]), min_size=30, max_size=90
    ).map("".join),
    st.integers(16, 80),
)
def test_no_letter_is_ever_broken(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(utf16(piece) <= limit for piece in pieces)
    if max((utf16(letter) for letter in graphemes(text)), default=0) <= limit:
        assert [letter for piece in pieces for letter in graphemes(piece)] == list(graphemes(text))


def test_a_letter_longer_than_a_message_is_still_sent() -> None:
    tower = "a" + "\u0301" * 500
    assert "".join(split(tower, 67)) == tower


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One and two.\n\nThree. Four five", "One and two.\n\n"),
        ("One.\n\nTwo and more. Three four", "One.\n\nTwo and more. "),
        ("One line here\nand another that is long", "One line here\n"),
        ("Is it? Yes it is, and so on and on", "Is it? Yes it is, and so "),
        ("ទឹក។ ស្អាត។ ខ្លាំងណាស់ណាស់ណាស់", "ទឹក។ ស្អាត។ "),
    ],
)
def test_the_best_place_to_cut(text: str, first: str) -> None:
    assert split(text, 25)[0] == first


@given(st.text(max_size=100), st.integers(2, 40))
def test_shortened_labels_fit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert utf16(short) <= limit
    whole = " ".join(text.split())
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))


def test_a_label_is_shortened_between_letters() -> None:
    assert shorten(f"ab{FAMILY}cd", 12) == "ab…"
    assert shorten("Untreated sewage into the river", 24) == "Untreated sewage into t…"
    assert shorten("Water  supply\n", 20) == "Water supply"


def test_choices_as_lines() -> None:
    buttons = (Button("a", "الماء", 1), Button("b", "Sewage\nand drains", 2), Button("c", "Menu", 0))
    assert numbered("What is it?\n", buttons) == "What is it?\n1. الماء\n2. Sewage and drains\n0. Menu"


def test_nothing_passes_that_a_database_would_refuse() -> None:
    assert clean("a\0b") == "ab"
    assert clean("ک\0\ud83d!") == "ک\ufffd!"
    assert clean("\ud83d\ude4f") == "🙏"
