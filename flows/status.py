"""How a report stands: by its number, or from a list of her own."""

from typing import Any

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.references import Slip, read, show
from bot.script import Ask, Do, Fork, Pick, Refused, Say
from bot.steps import SILENT
from bot.words import _

ALIKE = 3  # reports that a mistyped number may mean
NO_DIGITS = {"ticket": "", "digits": 0, "alike": []}
NO_STATUS = {"service": "", "area": "", "status": "", "date": "", "note": ""}


def has_digits(said: str) -> None:
    """A check: words are no number of a report. The question is asked again, and then a person is offered."""
    if not any(letter.isdecimal() for letter in said):
        raise Refused(SILENT)


def look(answers: Answers, desk: Desk) -> dict[str, Any]:
    """What to say to the number she typed, or to none."""
    mine = desk.my_reports()
    asked = str(answers.get("asked") or "")
    nothing = {"mine": mine, **NO_DIGITS, **NO_STATUS}
    if not asked:
        one = _told(mine[0].id, desk) if len(mine) == 1 else {"outcome": "list" if mine else "none"}
        return {**nothing, **one}
    found = read(asked, [report.id for report in mine])
    if isinstance(found, str):
        return {**nothing, **_told(found, desk)}
    digits = sum(letter.isdecimal() for letter in asked)
    alike = [report for report in mine if isinstance(found, Slip) and report.id in found.suggestions][:ALIKE]
    kind = found.kind if isinstance(found, Slip) else "short"
    return {**nothing, "digits": digits, "alike": alike, "outcome": "alike" if alike else kind}


def _told(reference: str, desk: Desk) -> dict[str, Any]:
    known = desk.status(reference)
    if known is None:
        return {"ticket": show(reference), "outcome": "unknown"}
    return {
        "ticket": show(reference),
        "service": known.service,
        "area": known.area or "-",
        "status": known.state,
        "date": known.updated,
        "note": known.note,
        "outcome": "noted" if known.note else "told",
    }


def chosen(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"asked": answers["chosen"]["id"]}


FLOW = Flow(
    name="status",
    start="look",
    may=frozenset({"asked"}),
    steps={
        "look": Do(
            action=look,
            learns=("mine", "outcome", "ticket", "digits", "alike", "service", "area", "status", "date", "note"),
            changes=False,
            then="outcome",
        ),
        "outcome": Fork(
            on="outcome",
            to={
                "list": "which",
                "none": "none",
                "unknown": "unknown",
                "alike": "alike",
                "short": "wrong_length",
                "long": "wrong_length",
                "typo": "typo",
                "told": "told",
            },
            then="noted",
        ),
        "which": Pick(
            _("Which report? Choose one, or type its number."),
            among="mine",
            keep="chosen",
            other=("asked", "look"),
            check=has_digits,
            then="chosen",
        ),
        "alike": Pick(
            _("That number is not quite right. Did you mean one of these? If not, type it again."),
            among="alike",
            keep="chosen",
            other=("asked", "look"),
            check=has_digits,
            then="chosen",
        ),
        "chosen": Do(action=chosen, learns=("asked",), changes=False, then="look"),
        "typo": Ask(
            _("One digit of that number seems wrong. Please check it and type it again."),
            check=has_digits,
            keep="asked",
            then="look",
        ),
        "wrong_length": Ask(
            _("A report number has 10 digits, that one has {digits}. Please type it again."),
            check=has_digits,
            keep="asked",
            then="look",
        ),
        "unknown": Say(_("You have no report {ticket}. You can see only reports that you sent from this phone.")),
        "none": Say(_("You have no reports yet. Send MENU to make one.")),
        "noted": Say(_("Report {ticket} ({service}, {area}): {status}. Last update {date}: {note}")),
        "told": Say(_("Report {ticket} ({service}, {area}): {status}. Last update {date}.")),
    },
    aside=True,
)
