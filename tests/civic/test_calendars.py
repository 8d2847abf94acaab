"""Calendar files, read again by the library that phones' programs agree with."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event

from bot.words import Voice
from civic import calendars, sessions
from civic.programme import Programme
from storage.db import Store
from storage.sessions import DialogueSession
from tests.civic.gathering import a_manager, a_session

PROGRAMME = Programme({"en": "Jawab"}, "", "UTC", ("en", "ar"), url="https://water.example")


def read(store: Store, meeting: DialogueSession, language: str = "en") -> tuple[Calendar, Any]:
    made = Calendar.from_ical(calendars.ics(store, PROGRAMME, meeting, Voice(language)))
    assert isinstance(made, Calendar)
    return made, next(part for part in made.walk() if isinstance(part, Event))


@pytest.mark.parametrize("zone", ["Asia/Baghdad", "Africa/Cairo", "Europe/London"])
def test_it_says_when_and_where_with_its_zone(store: Store, zone: str) -> None:
    with store.session() as session:
        meeting = a_session(session, store, zone=zone)
        calendar, event = read(store, meeting, "ar")
    assert event["summary"] == "الماء في شارعنا"
    assert event["location"] == "مركز الشباب"
    assert event.start == meeting.starts_at
    assert event.end - event.start == timedelta(minutes=120)
    assert event["dtstart"].params["TZID"] == zone
    assert [part["tzid"] for part in calendar.walk("VTIMEZONE")] == [zone]
    assert event["url"] == f"https://water.example/sessions/{meeting.code}"


def test_its_name_stays_and_its_sequence_rises(store: Store) -> None:
    with store.session() as session:
        meeting, staff = a_session(session, store), a_manager(session, store)
        _calendar, first = read(store, meeting)
        later = meeting.starts_at + timedelta(days=1)
        sessions.move(session, store, meeting, staff, starts_at=later, zone=meeting.zone)
        _calendar, second = read(store, meeting)
        sessions.cancel(session, store, meeting, staff)
        _calendar, third = read(store, meeting)
    assert first["uid"] == second["uid"] == third["uid"]
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert [event["status"] for event in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert second.start == later


def test_a_private_one_says_only_when(store: Store) -> None:
    with store.session() as session:
        meeting = a_session(session, store, public=False, words={"en": "Violence at home"})
        calendar, event = read(store, meeting)
    assert event["summary"] == "Meeting"
    whole = calendar.to_ical().decode()
    assert not [words for words in ("Water", "Youth", "Violence", "LOCATION", "URL") if words in whole]
