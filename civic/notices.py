"""What the citizen is told when the office does something with her report: her language, the way she came."""

from sqlalchemy.orm import Session

from bot import references
from bot.messages import Reply
from bot.vocabulary import STATES
from bot.words import Text, Voice, _
from civic import states
from storage import inbox, outbox
from storage.db import Store
from storage.reports import Report, Update

NEWS = 1  # after replies to what she just wrote, before broadcasts

ANSWER = _("{office} answers your report {ticket}: {note}")
WITH_OFFICE = _("Your report {ticket} is now with {office}.")
MOVED = _("Report {ticket}: {status}.")
MOVED_BECAUSE = _("Report {ticket}: {status}. {note}")


def answered(session: Session, store: Store, report: Report, update: Update, text: str) -> None:
    _tell(session, store, report, update, ANSWER, note=text)


def handed_over(session: Session, store: Store, report: Report, update: Update) -> None:
    _tell(session, store, report, update, WITH_OFFICE)


def moved(session: Session, store: Store, report: Report, update: Update, text: str) -> None:
    """Tell her the new state. Where she has to say something herself, a conversation is begun instead."""
    if flow := states.ASKS.get(report.state):
        _ask(session, store, report, update, flow, text)
    elif report.state == "assigned" and not text:
        handed_over(session, store, report, update)
    else:
        _tell(session, store, report, update, MOVED_BECAUSE if text else MOVED, note=text)


def language(report: Report) -> str:
    """What she speaks now, or spoke when she wrote."""
    return report.citizen.language or report.language


def _tell(session: Session, store: Store, report: Report, update: Update, sentence: Text, **blanks: object) -> None:
    voice = Voice(language(report))
    said = voice.say(
        sentence,
        ticket=references.show(report.reference),
        office=report.office.name(voice.language),
        status=voice.say(STATES[report.state]),
        **blanks,
    )
    outbox.put(
        session,
        store,
        address_id=report.address_id,
        channel=report.address.channel,
        reply=Reply(said),
        purpose="report",
        priority=NEWS,
        update_id=update.id,
    )


def _ask(session: Session, store: Store, report: Report, update: Update, flow: str, text: str) -> None:
    answers = {
        "reference": references.show(report.reference),
        "office": report.office.name(language(report)),
        {"confirm": "note", "more": "question"}[flow]: text,
    }
    inbox.start(session, store, report.address, flow=flow, answers=answers, update_id=update.id)
