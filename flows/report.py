"""A report: what, where, in her own words, a photo, her name or not; then the office has it."""

from typing import Any

from bot.answers import Answers, location_of, media_of, text_of, told
from bot.desk import Desk
from bot.flow import Flow
from bot.references import show
from bot.script import Ask, Attach, Choose, Do, Fork, Option, Say, in_words
from bot.vocabulary import PROBLEMS
from bot.words import _
from flows import places, problems
from flows.profile import introduced
from flows.screening import screened

TOLD = frozenset({"voice", "photo", "video"})


def topic(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"problem": problems.NOT_COMPLAINTS[answers["kind"]]}


def sum_up(answers: Answers, desk: Desk) -> dict[str, str]:
    """All that will be sent, as she will read it: nothing is filed that the review did not show."""
    return {"told": "\n".join(line for name in ("details", "photo") for line in told(answers[name], desk.voice))}


def file(answers: Answers, desk: Desk) -> dict[str, Any]:
    area, told = answers["area"], [answers[name] for name in ("details", "photo")]
    filed = desk.file(
        {
            "kind": answers["kind"],
            "problem": answers["problem"],
            "area": area["id"] if area else None,
            "place": text_of(answers["place"]),
            "location": location_of(answers["place"]),
            "details": "\n".join(filter(None, map(text_of, told))),
            "media": tuple(item for answer in (*told, answers["place"]) for item in media_of(answer)),
            "named": answers["named"] == "yes",
        }
    )
    return {"ticket": show(filed.reference), "office": filed.office, "due": filed.due}


FLOW = Flow(
    name="report",
    start="screen_first",
    may=frozenset({"details", "gate"}),
    steps={
        **screened("first", then="kind"),
        "kind": problems.kinds(complaint="service", other="topic"),
        "topic": Do(action=topic, learns=("problem",), changes=False, then="place"),
        "service": problems.SERVICES,
        **{group: problems.problems(group, then="place") for group in ("water", "sewage", "waste", "general")},
        **places.steps(then="tell"),
        "tell": Fork(on="kind", to={"complaint": "details"}, then="words"),
        "details": Ask(
            _("Please describe the problem in your own words. You can also send a voice message."),
            takes=TOLD,
            check=in_words,
            once=True,
            then="screen_details",
        ),
        "words": Ask(
            _("Please write it in your own words. You can also send a voice message."),
            takes=TOLD,
            check=in_words,
            keep="details",
            once=True,
            then="screen_details",
        ),
        **screened("details", then="photo"),
        "photo": Attach(_("Add a photo, or reply SKIP. Please do not show people's faces."), once=True, then="named"),
        "named": Choose(
            _("May the office see your name?"),
            (
                Option("no", _("No, hide my name"), words=("no", "skip")),
                Option("yes", _("Yes"), words=("yes",)),
            ),
            once=True,
            then="screen_all",
        ),
        **screened("all", then="sum_up"),
        "sum_up": Do(action=sum_up, learns=("told",), changes=False, then="review"),
        "review": Choose(
            _("Please check:\n{problem}\n{where}\n{told}"),
            (
                Option("send", _("Send"), words=("yes",), then="file"),
                Option("change", _("Change"), words=("no",), then="change"),
                Option("cancel", _("Cancel"), then="@cancel"),
            ),
        ),
        "change": Choose(
            _("What do you want to change?"),
            (
                Option("problem", _("The problem"), then="kind", forgets=("kind", "service", "problem")),
                Option("place", _("The place"), then="place", forgets=("place", *places.MADE)),
                Option("details", _("The description"), then="tell", forgets=("details", "gate")),
                Option("photo", _("The photo"), then="photo", forgets=("photo",)),
                Option("nothing", _("Nothing, go back"), key=0, words=("no",), then="sum_up"),
            ),
        ),
        "file": Do(action=file, learns=("ticket", "office", "due"), then="thanks"),
        "thanks": Say(
            _(
                "Thank you. Your report number is {ticket}. {office} will answer by {due}. "
                "To follow up send: STATUS {ticket}"
            ),
            then="known",
        ),
        **introduced("known"),
    },
    terms={"problem": {code: problem.label for code, problem in PROBLEMS.items()}},
    unfinished=True,
    stray="details",
)
