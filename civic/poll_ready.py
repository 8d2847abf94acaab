"""Whether a poll may be published: its questions, its times, and the languages of those it is for."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.words import LANGUAGES, _
from civic import audience
from civic.poll_editions import draft, form_of, published
from civic.poll_faults import Fault, check, mixes
from civic.poll_form import PollForm
from storage.polls import Poll

NO_END = _("Please say when it closes.")
ENDS_BEFORE = _("It would close before it opens, or has closed already. Please choose a later time.")
UNHEARD = _("The group speaks {language} too (people: {people}), and the poll has no words in it.")


def faults(session: Session, poll: Poll, now: datetime) -> list[Fault]:
    """All that stands between this draft and its publication."""
    edition = draft(poll)
    if edition is None:
        return []
    form, before = form_of(edition), published(poll)
    found = check(form, poll.id)
    if before is not None:
        found += mixes(form_of(before), form)
    return found + _times(poll, now) + _unheard(session, poll, form)


def _times(poll: Poll, now: datetime) -> list[Fault]:
    if poll.closes_at is None:
        return [Fault(NO_END)]
    if poll.closes_at <= max(poll.opens_at or now, now):
        return [Fault(ENDS_BEFORE)]
    return []


def _unheard(session: Session, poll: Poll, form: PollForm) -> list[Fault]:
    """Languages that the segment speaks and the poll does not."""
    if poll.segment is None:
        return []
    spoken: Mapping[str, int] = audience.count(session, poll.segment.rules).by_language
    return [
        Fault(UNHEARD, {"language": LANGUAGES.get(code, code), "people": n})
        for code, n in spoken.items()
        if n and code not in form.languages
    ]
