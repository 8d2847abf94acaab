"""The people we may write to: counted for all, shown one by one to whoever knows a handle. No numbers, no names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin import delivery
from admin.broadcasts import KINDS
from admin.context import say, staff, store, voice
from bot.vocabulary import AGE_BANDS, COMES_AS, PURPOSES, SEXES
from bot.words import LANGUAGES, Text, _
from civic import areas, audience, history
from storage.audience import ContactList, Profile
from storage.broadcasts import Broadcast, Recipient
from storage.office import Staff
from storage.people import AddressRow, Citizen, Consent
from storage.post import OutboxRow

PAGES = Blueprint("contacts", __name__, url_prefix="/contacts")
MOST = 50  # lines of what was sent, newest first
LISTS = 20
NOT_FOUND = _("Nobody has this handle. It looks like K7F2-PM.")

SENT_FOR: Mapping[str, Text] = {
    "reply": _("Answer in the chat"),
    "report": _("News of a report"),
    **{purpose: label for purpose, label in PURPOSES.items() if purpose != "report"},
}
LIST_STATES: Mapping[str, Text] = {
    "checked": _("Waiting for a yes"),
    "imported": _("Imported"),
    "dropped": _("Thrown away"),
}
HOW: Mapping[str, Text] = {
    "keyword": _("By keyword"),
    "session": _("On joining a session"),
    "poll": _("On joining a poll"),
}
FROM_LIST, IN_THE_CHAT, STOPPED, STARTED = _("List {n}"), _("In the chat"), _("STOP"), _("START")
UNSAID: Mapping[str | None, Text] = {
    None: _("Not asked"),
    audience.REFUSED: _("Prefers not to say"),
    audience.UNKNOWN: _("Not known"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One line of the record of consents."""

    at: datetime
    purpose_label: Text | None  # None for STOP and START
    given: bool
    channel: str
    how: str
    edition: str  # of the notice, and the language it was in


@PAGES.get("/")
def show() -> ResponseReturnValue:
    with store().read() as session:
        counts = audience.count(session, {})
        newest = session.scalars(select(ContactList).order_by(ContactList.id.desc()).limit(LISTS)).all()
        told = {row[0]: row[1] for row in session.execute(_by_sex())}
        stopped = session.scalar(select(func.count()).select_from(Citizen).where(Citizen.stopped_at.is_not(None)))
    sexes = [(label, told.get(code, 0)) for code, label in (*SEXES.items(), *UNSAID.items())]
    return render_template(
        "contacts.html",
        counts=counts,
        lists=newest,
        sexes=sexes,
        stopped=stopped,
        purposes=PURPOSES,
        LIST_STATES=LIST_STATES,
    )


def _by_sex() -> Select[str | None, int]:
    """People by what they said they are: the three ways of not having said it are never added up."""
    return (
        select(Profile.sex, func.count())
        .select_from(Citizen)
        .outerjoin(Profile, Profile.citizen_id == Citizen.id)
        .where(Citizen.data_key.is_not(None))
        .group_by(Profile.sex)
    )


@PAGES.post("/find")
def find() -> ResponseReturnValue:
    """By the handle that a ticket shows. There is no other way to one person."""
    said = "".join(filter(str.isalnum, request.form.get("handle", ""))).upper()
    handle = f"{said[:4]}-{said[4:6]}"
    with store().read() as session:
        known = session.scalar(select(Citizen.handle).where(Citizen.handle == handle))
    if known is None:
        flash(say(NOT_FOUND), "warning")
        return redirect(url_for("contacts.show"), 303)
    return redirect(url_for("contacts.page", handle=known), 303)


@PAGES.get("/<handle>/")
def page(handle: str) -> ResponseReturnValue:
    """One person, by handle and not by number, so that nobody leafs through them. That it was opened is on record."""
    with store().session() as session:
        citizen = session.scalars(select(Citizen).where(Citizen.handle == handle)).one_or_none() or abort(404)
        history.log(session, store(), session.get_one(Staff, staff().id), "open contact", f"citizen {citizen.id}")
        return render_template("contact.html", citizen=citizen, **_shown(session, citizen))


def _shown(session: Session, citizen: Citizen) -> dict[str, object]:
    addresses = session.scalars(select(AddressRow).where(AddressRow.citizen_id == citizen.id)).all()
    return {
        "addresses": addresses,
        "language": LANGUAGES.get(citizen.language or "", ""),
        "facts": _facts(session, citizen),
        "agrees": {label: audience.agrees(session, citizen.id, code) for code, label in PURPOSES.items()},
        "words": [_word(word) for word in session.scalars(_consents(citizen))],
        "sent": _sent(session, [address.id for address in addresses]),
        "withheld": _withheld(session, citizen),
        "why": delivery.why,
        "STEPS": delivery.STEPS,
        "SENT_FOR": SENT_FOR,
    }


def _facts(session: Session, citizen: Citizen) -> list[tuple[Text, str]]:
    known = session.get(Profile, citizen.id) or Profile(roles=[], source="")
    role = next(iter(known.roles), None)
    area = areas.label(session, known.area_id, voice().language) if known.area_id else say(UNSAID[known.area_told])
    return [
        (_("Sex"), _told_as(known.sex, SEXES)),
        (_("Age"), _told_as(known.age_band, AGE_BANDS)),
        (_("Area"), area),
        (_("Comes as"), _told_as(role, COMES_AS)),
        (_("Told by"), ", ".join(map(_source, filter(None, known.source.split(", ")))) or say(UNSAID[None])),
    ]


def _told_as(code: str | None, labels: Mapping[str, Text]) -> str:
    return say(labels[code] if code and code in labels else UNSAID[code])


def _source(source: str) -> str:
    word, _space, number = source.partition(" ")
    return say(FROM_LIST, n=int(number)) if word == "list" else say(_("The citizen, in the chat"))


def _consents(citizen: Citizen) -> Select[Consent]:
    return select(Consent).where(Consent.citizen_id == citizen.id).order_by(Consent.id.desc())


def _word(word: Consent) -> Word:
    edition, language, how, *_more = [*word.notice.split("/"), "", ""]
    kind, _space, number = how.partition(" ")
    if word.purpose == "all":
        told = say(STARTED if word.given else STOPPED)
    elif kind == "list" and number.isdecimal():
        told = say(FROM_LIST, n=int(number))
    else:
        told = say(HOW.get(kind, IN_THE_CHAT))
    words = f"{edition} {LANGUAGES.get(language, language)}".strip()
    return Word(word.at, PURPOSES.get(word.purpose), word.given, word.channel, told, words)


def _sent(session: Session, addresses: list[int]) -> list[OutboxRow]:
    rows = select(OutboxRow).where(OutboxRow.address_id.in_(addresses)).order_by(OutboxRow.id.desc())
    return list(session.scalars(rows.limit(MOST)))


def _withheld(session: Session, citizen: Citizen) -> list[tuple[Text, datetime, str]]:
    """What she was to get and did not, or not yet, and why."""
    rows = (
        select(Broadcast.kind, Recipient.due_at, Recipient.reason)
        .join(Broadcast, Broadcast.id == Recipient.broadcast_id)
        .where(Recipient.citizen_id == citizen.id, Recipient.reason.is_not(None))
        .order_by(Recipient.id.desc())
        .limit(MOST)
    )
    return [(KINDS.get(kind, Text(kind)), at, delivery.why(reason)) for kind, at, reason in session.execute(rows)]
