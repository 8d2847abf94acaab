"""A session as a calendar file (RFC 5545) that a phone can take in, and take in again when it has moved."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.words import Voice, _
from civic import links
from civic.programme import Programme
from civic.session_plan import in_language
from storage.db import Store
from storage.sessions import DialogueSession

NEUTRAL = _("Meeting")  # a calendar is seen by whoever holds the phone


def ics(store: Store, programme: Programme, meeting: DialogueSession, voice: Voice) -> bytes:
    """One event under a name of its own that stays; its sequence rises when it moves or is called off.

    A private one says when, and nothing of what or where.
    """
    starts = meeting.starts_at.astimezone(ZoneInfo(meeting.zone))
    event = Event()
    event.add("uid", f"session-{meeting.code.lower()}@jawab")
    event.add("sequence", meeting.edition - 1)
    event.add("status", "CANCELLED" if meeting.state == "cancelled" else "CONFIRMED")
    event.add("dtstamp", store.now())
    event.add("dtstart", starts)
    event.add("dtend", (meeting.starts_at + timedelta(minutes=meeting.minutes)).astimezone(ZoneInfo(meeting.zone)))
    event.add("summary", in_language(meeting.titles, voice.language) if meeting.public else voice.say(NEUTRAL))
    if meeting.public:
        event.add("location", in_language(meeting.places, voice.language))
        if words := in_language(meeting.words, voice.language):
            event.add("description", words)
        if page := links.page(programme, links.SESSION, meeting.code):
            event.add("url", page)
    else:
        event.add("class", "PRIVATE")
    return bytes(_calendar(event).to_ical())


def _calendar(event: Event) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Jawab//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")  # not REQUEST: that would list who is invited
    calendar.add_component(event)
    calendar.add_missing_timezones()  # for phones that do not know the zone by its name
    return calendar
