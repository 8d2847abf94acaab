"""The office needs to know more about a report."""

from bot.answers import Answers, location_of, media_of, text_of
from bot.desk import Desk
from bot.flow import Flow
from bot.references import show
from bot.script import Ask, Do, Fork, Say
from bot.words import _
from flows.confirm import plain_reference
from flows.screening import screened


def begin(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"ticket": show(plain_reference(answers))}


def add(answers: Answers, desk: Desk) -> dict[str, str]:
    told = answers["details"]
    where = location_of(told)
    spot = f"{where.label} ({where.lat:.5f}, {where.lon:.5f})".strip() if where else ""
    text = "\n".join(filter(None, [text_of(told), spot]))
    return {"added": "yes" if desk.add(plain_reference(answers), text, media_of(told)) else "no"}


FLOW = Flow(
    name="more",
    start="begin",
    takes=frozenset({"reference", "office", "question"}),
    steps={
        "begin": Do(action=begin, learns=("ticket",), changes=False, then="reply"),
        "reply": Ask(
            _("{office} asks about your report {ticket}: {question}"),
            takes=frozenset({"voice", "photo", "video", "file", "location"}),
            keep="details",
            then="screen_reply",
        ),
        **screened("reply", then="add"),
        "add": Do(action=add, learns=("added",), then="added"),
        "added": Fork(on="added", to={"yes": "thanks"}, then="late"),
        "thanks": Say(_("Thank you. Your answer was added to report {ticket}.")),
        "late": Say(
            _("Report {ticket} is closed already. If the problem is still there, send MENU to report it again.")
        ),
    },
    aside=True,
    before_consent=True,
)
