"""Is it fixed? Asked when an office says that it solved a report. Nobody but the citizen can say so."""

from bot.answers import Answers, media_of, text_of
from bot.desk import Desk
from bot.flow import Flow
from bot.references import show
from bot.script import Ask, Choose, Do, Fork, Option, Say
from bot.words import _
from flows.screening import screened

ASKED = (
    Option("yes", _("Yes"), words=("yes",)),
    Option("partly", _("Partly")),
    Option("no", _("No, open it again"), words=("no",)),
)

LATE = _("Report {ticket} is closed already. If the problem is still there, send MENU to report it again.")


def plain_reference(answers: Answers) -> str:
    """Ten digits, however the office wrote them."""
    return "".join(filter(str.isdecimal, answers["reference"]))


def within_a_sentence(note: str) -> str:
    """The office's words without their own full stop: ours goes on after them."""
    return note.rstrip(" .។")


def begin(answers: Answers, desk: Desk) -> dict[str, str]:
    note = within_a_sentence(answers["note"])
    return {"ticket": show(plain_reference(answers)), "note": note, "noted": "yes" if note else "no"}


def confirm(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"outcome": answers["fixed"] if desk.confirm(plain_reference(answers), answers["fixed"]) else "late"}


def add(answers: Answers, desk: Desk) -> dict[str, str]:
    more = answers["details"]
    if text_of(more) or media_of(more):
        desk.add(plain_reference(answers), text_of(more), media_of(more))
    return {}


FLOW = Flow(
    name="confirm",
    start="begin",
    takes=frozenset({"reference", "office", "note"}),
    steps={
        "begin": Do(action=begin, learns=("ticket", "note", "noted"), changes=False, then="noted"),
        "noted": Fork(on="noted", to={"no": "fixed_bare"}, then="fixed"),
        "fixed": Choose(_("{office} says report {ticket} is solved: {note}. Is it fixed?"), ASKED, then="confirm"),
        "fixed_bare": Choose(
            _("{office} says report {ticket} is solved. Is it fixed?"), ASKED, keep="fixed", then="confirm"
        ),
        "confirm": Do(action=confirm, learns=("outcome",), then="outcome"),
        "outcome": Fork(on="outcome", to={"yes": "fixed_thanks", "late": "late"}, then="more"),
        "fixed_thanks": Say(_("Thank you. Report {ticket} is closed.")),
        "late": Say(
            _("Report {ticket} is closed already. If the problem is still there, send MENU to report it again.")
        ),
        "more": Ask(
            _("What is still wrong? Write it, send a voice message or a photo, or reply SKIP."),
            (Option("skip", _("Skip"), words=("skip", "no")),),
            takes=frozenset({"voice", "photo", "video"}),
            keep="details",
            then="screen_more",
        ),
        **screened("more", then="add"),
        "add": Do(action=add, then="told"),
        "told": Fork(on="outcome", to={"no": "reopened"}, then="partly"),
        "reopened": Say(_("Thank you. Report {ticket} is open again, and {office} has been told.")),
        "partly": Say(_("Thank you. We have told {office} that it is only partly solved.")),
    },
    aside=True,
    before_consent=True,
)
