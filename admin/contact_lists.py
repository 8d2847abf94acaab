"""Bringing in a list of people: a form, a dry run that says what would happen, and one button."""

from collections.abc import Mapping

from babel import Locale
from babel.core import get_global
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from phonenumbers import SUPPORTED_REGIONS
from sqlalchemy.orm import Session

from admin import exports
from admin.context import house, say, staff, store, voice
from admin.screens import CHANNELS
from bot.vocabulary import PURPOSES
from bot.words import Text, _
from civic import contact_columns, contacts_import
from civic.contact_files import MOST_ROWS, Unreadable
from civic.contact_rows import REASONS
from civic.contacts_import import Changed, Terms
from storage.audience import ContactList
from storage.office import Staff

PAGES = Blueprint("contact_lists", __name__, url_prefix="/contacts/lists")
SHOWN = 12  # row numbers of one fault

FIELDS: Mapping[str, Text] = {
    "number": _("Phone number"),
    "telegram": _("Telegram id"),
    "channel": _("Channel"),
    "name": _("Name"),
    "language": _("Language"),
    "sex": _("Sex"),
    "age": _("Age"),
    "area": _("Area"),
    "role": _("Comes as"),
}
UNREADABLE: Mapping[str, Text] = {
    "empty": _("There are no people in this file."),
    "damaged": _("This file cannot be read. Please save it again as XLSX or CSV."),
    "old_excel": _("This is an old Excel file, or one with a password. Please save it as XLSX without a password."),
    "too_many": _("The list is too long: at most {n} people at once. Please send it in parts."),
    "no_column": _("No column was found that holds phone numbers. Call it Phone, رقم الهاتف or Téléphone."),
}
NO_FILE = _("Please choose a file.")
NO_NAME = _("Please give the list a name.")
NO_SOURCE = _("Please write where and when these people agreed. Without it nobody may be written to.")
NO_PURPOSE = _("Please say what these people agreed to.")
NO_CHOICE = _("Please choose a country and a channel from the lists.")
CHANGED = _("The list has changed since you looked, or is no longer kept. Nothing was imported. Please look again.")
CONFIRM = _(
    "Some rows are broken. Please confirm that they are left out, or mend the file first. Nothing was imported."
)


@PAGES.get("/new")
def form() -> ResponseReturnValue:
    return _form()


@PAGES.post("/")
def check() -> ResponseReturnValue:
    """The dry run. Nobody is made known by it."""
    sent = request.files.get("file")
    content = sent.read() if sent else b""
    if problem := _objection(content):
        return _form(problem), 422
    try:
        with store().session() as session:
            list_id = contacts_import.check(session, store(), _me(session), content, _terms()).id
    except Unreadable as refused:
        return _form(UNREADABLE[refused.reason]), 422
    return redirect(url_for("contact_lists.page", list_id=list_id), 303)


@PAGES.get("/<int:list_id>/")
def page(list_id: int) -> ResponseReturnValue:
    return _page(list_id)


@PAGES.post("/<int:list_id>/import")
def bring(list_id: int) -> ResponseReturnValue:
    try:
        with store().session() as session:
            contacts = _one(session, list_id)
            left = contacts.counts.get("broken", 0)
            if left and request.form.get("leave_out") != str(left):
                return _page(list_id, CONFIRM), 422
            contacts_import.run(session, store(), _me(session), contacts, leave_out=left)
    except Changed:
        return _page(list_id, CHANGED), 409
    flash(say(_("The list is imported.")), "success")
    return redirect(url_for("contact_lists.page", list_id=list_id), 303)


@PAGES.post("/<int:list_id>/drop")
def drop(list_id: int) -> ResponseReturnValue:
    try:
        with store().session() as session:
            contacts_import.drop(session, store(), _me(session), _one(session, list_id))
    except Changed:
        return _page(list_id, CHANGED), 409
    flash(say(_("The list is thrown away. Nobody of it was imported.")), "success")
    return redirect(url_for("contacts.show"), 303)


@PAGES.get("/<int:list_id>/broken.csv")
def broken(list_id: int) -> ResponseReturnValue:
    """The rows that could not be read, each with its reason: only for whoever brought the file, and as it was."""
    with store().read() as session:
        contacts = _one(session, list_id)
        if contacts.created_by != staff().id:
            abort(404)
        try:
            header, faults = contacts_import.broken(session, store(), contacts)
        except Changed:
            abort(404)
    rows: list[exports.Row] = [[*fault.row.cells, fault.row.number, say(REASONS[fault.reason])] for fault in faults]
    content = exports.as_csv([[*header, say(_("Row")), say(_("What is wrong"))], *rows])
    return exports.download(content, exports.CSV, f"broken-rows-{contacts.id}.csv")


def _form(problem: Text | None = None) -> str:
    return render_template(
        "contact_list_form.html",
        problem=say(problem, n=MOST_ROWS) if problem else "",
        form=request.form,
        chosen=request.form.getlist("purpose"),
        purposes={purpose: PURPOSES[purpose] for purpose in contacts_import.PURPOSES},
        regions=_regions(),
        region=request.form.get("region") or _home(),
        channels=CHANNELS,
        fields=FIELDS,
    )


def _page(list_id: int, problem: Text | None = None) -> str:
    with store().read() as session:
        contacts = _one(session, list_id)
        try:
            header, faults = contacts_import.broken(session, store(), contacts)
        except Changed:
            header, faults = [], []
        by = session.get(Staff, contacts.created_by)
    used = contact_columns.columns(header)
    rows: dict[str, list[int]] = {}
    for fault in faults:
        rows.setdefault(fault.reason, []).append(fault.row.number)
    return render_template(
        "contact_list.html",
        contacts=contacts,
        by=by,
        mine=contacts.created_by == staff().id,
        problem=problem,
        used=[FIELDS[field] for field in FIELDS if field in used],
        unused=contacts_import.unused(header, used),
        faults=[(REASONS[reason], numbers[:SHOWN], len(numbers)) for reason, numbers in rows.items()],
        region=Locale.parse(voice().language).territories.get(contacts.region, contacts.region),
        purposes=PURPOSES,
    )


def _objection(content: bytes) -> Text | None:
    terms = _terms()
    if not terms.name:
        return NO_NAME
    if sum(map(str.isalpha, terms.agreed_where)) < 3:
        return NO_SOURCE
    if not terms.purposes:
        return NO_PURPOSE
    if terms.region not in SUPPORTED_REGIONS or terms.channel not in CHANNELS:
        return NO_CHOICE
    return None if content else NO_FILE


def _terms() -> Terms:
    form = request.form
    chosen = tuple(purpose for purpose in contacts_import.PURPOSES if purpose in form.getlist("purpose"))
    name, where = form.get("name", "").strip(), form.get("agreed_where", "").strip()
    return Terms(name, where, chosen, form.get("region", ""), form.get("channel", ""))


def _regions() -> list[tuple[str, str]]:
    names = Locale.parse(voice().language).territories
    return sorted(((code, names.get(code, code)) for code in SUPPORTED_REGIONS), key=lambda named: named[1])


def _home() -> str:
    """The country of the programme, by its time zone."""
    home: str = get_global("zone_territories").get(house().programme.zone, "")
    return home


def _one(session: Session, list_id: int) -> ContactList:
    found = session.get(ContactList, list_id) if list_id < 2**63 else None
    return found or abort(404)


def _me(session: Session) -> Staff:
    return session.get_one(Staff, staff().id)
