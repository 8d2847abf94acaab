"""Segments as the provider counts them, and spelling that does not cost twice for nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.segments import GSM7, measure, sms_safe
from bot.channels.text import utf16
from tests.channels.payloads import load

CASES: list[dict[str, Any]] = load("sms_segments_cases.json")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_segments_as_the_reference_calculator_counts_them(case: dict[str, Any]) -> None:
    measured = measure(case["text"])
    assert (measured.encoding, measured.segments) == (case["encoding"], case["segments"])
    assert list(measured.units) == case["units_per_segment"]


@given(st.text(max_size=400) | st.integers(60, 400).map(lambda n: "a" + n * "\u0301"))
def test_no_unit_is_lost_and_no_segment_overfull(text: str) -> None:
    measured = measure(text)
    one, each = (160, 153) if measured.encoding == "GSM-7" else (70, 67)
    assert max(measured.units) <= (one if measured.segments == 1 else each)
    if measured.encoding == "UCS-2":
        assert sum(measured.units) == utf16(text)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("At 2:30\u202fPM", "At 2:30 PM"),  # as Babel writes the time in English
        ("1\u00a0234\u202f567", "1 234 567"),
        ("It’s “open” – join us…", 'It\'s "open" - join us...'),
        ("« Bonjour »", '" Bonjour "'),
        ("\u2068482-913-5074\u2069 is your reference\u200f", "482-913-5074 is your reference"),
        ("cafe\u0301", "café"),
        ("one\u200btwo\u00adthree\ufeff", "onetwothree"),
        ("a\tb\fc\u2028d", "a b\nc\nd"),
        ("`code`", "'code'"),
    ],
)
def test_plain_spelling_where_it_saves_half_the_money(written: str, sent: str) -> None:
    assert sms_safe(written) == sent
    assert measure(sent).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Şaredarî “vekirî” ye…", "Şaredarî “vekirî” ye…"),  # 16 bit anyway: typography costs nothing
        ("في 22\u200f/11\u200f/2026", "في 22/11/2026"),  # CLDR's Arabic short date
        ("رقمك \u2068482-913-5074\u2069.", "رقمك \u200e482-913-5074\u200e."),  # or its groups would change places
        ("ژمارە\u200cکەت", "ژمارە\u200cکەت"),  # Sorani spelling needs the non-joiner
        ("👩\u200d👧 ok", "👩\u200d👧 ok"),
        ("ទឹក\u200bស្អាត", "ទឹកស្អាត"),
    ],
)
def test_words_in_other_letters_stay_as_they_are(written: str, sent: str) -> None:
    assert sms_safe(written) == sent


@given(st.text(max_size=200))
def test_safe_spelling_is_settled_and_never_dearer(text: str) -> None:
    safe = sms_safe(text)
    assert sms_safe(safe) == safe
    if GSM7.issuperset(text):
        assert measure(safe).encoding == "GSM-7"
