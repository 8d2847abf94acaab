"""Who she is, in her own words: asked once, and no answer is as good as any. Other words are offered as a report."""

from collections.abc import Callable
from typing import Any

from bot.answers import Answers
from bot.desk import Desk
from bot.flow import Flow
from bot.script import END, Ask, Choose, Do, Fork, Option, Pick, Say, Step, in_words
from bot.vocabulary import AGE_BANDS, COMES_AS, SEXES
from bot.words import _
from flows import places
from flows.screening import gate, screen

REFUSED = Option("refused", _("Prefer not to say"), words=("skip",))
SKIP = Option("skip", _("Skip"), words=("skip", "no"), then="area_refused")
NONE = Option("none", _("None of these"), key=0, words=("no",))
WORDS = ("details", "screen")  # sentences are no answer to these questions, and never thrown away
FEW = ("official", "media", "academic")  # asked for only after "something else": a message holds seven choices


BANDS = {f"age_{band.rstrip('+')}": band for band in AGE_BANDS}  # a button's id begins with a letter


def begin(answers: Answers, desk: Desk) -> dict[str, str]:
    desk.describe("asked", "yes")
    return {}


def met(answers: Answers, desk: Desk) -> dict[str, str]:
    return {"met": "yes" if desk.profile()["asked"] else "no"}


def keep(field: str, answer: str) -> Callable[[Answers, Desk], dict[str, str]]:
    def describe(answers: Answers, desk: Desk) -> dict[str, str]:
        said: str = answers[answer]
        desk.describe(field, BANDS.get(said, said))
        return {}

    return describe


def area(value: str) -> Callable[[Answers, Desk], dict[str, str]]:
    def describe(answers: Answers, desk: Desk) -> dict[str, str]:
        desk.describe("area", value)
        return {}

    return describe


def settle(answers: Answers, desk: Desk) -> dict[str, Any]:
    meant = answers["found"][0] if answers["match"] == "sure" else answers["picked"]
    desk.describe("area", meant["id"])
    return {}


def find(name: str, ask: Ask, unfound: str) -> dict[str, Step]:
    """Ask for a place, look for it, and let her choose among several. `unfound` when there is none."""
    nowhere = Option(NONE.id, NONE.label, key=0, words=NONE.words, then=unfound)
    return {
        name: ask,
        f"{name}_find": Do(action=places.find, learns=("match", "found"), changes=False, then=f"{name}_matched"),
        f"{name}_matched": Fork(on="match", to={"some": f"{name}_which", "none": unfound}, then="area_settle"),
        f"{name}_which": Pick(
            _("I found these places. Reply with a number:"),
            (nowhere,),
            among="found",
            keep="picked",
            then="area_settle",
        ),
    }


def where(then: str) -> dict[str, Step]:
    """The steps that ask for the area where she lives; a name that nobody knows is asked for once more."""
    return {
        **find(
            "area",
            Ask(
                _("One more optional question. In which area do you live? Type its name, or reply SKIP."),
                (SKIP,),
                takes=frozenset({"location"}),
                check=in_words,
                keep="place",
                then="area_find",
            ),
            "again",
        ),
        **find(
            "again",
            Ask(
                _("We do not know that place. Type the name of a town or district near it, or reply SKIP."),
                (SKIP,),
                takes=frozenset({"location"}),
                check=in_words,
                keep="place",
                then="again_find",
            ),
            "area_unknown",
        ),
        "area_settle": Do(action=settle, changes=False, then=then),
        "area_refused": Do(action=area("refused"), changes=False, then=then),
        "area_unknown": Do(action=area("unknown"), changes=False, then=then),
    }


def introduced(name: str) -> dict[str, Step]:
    """Steps for the end of another flow: whoever was never asked about herself is asked now."""
    return {
        name: Do(action=met, learns=("met",), changes=False, then=f"{name}_met"),
        f"{name}_met": Fork(on="met", to={"yes": END}, then="@profile"),
    }


MORE = Option("more", _("Something else"), then="role_more")

FLOW = Flow(
    name="profile",
    start="begin",
    steps={
        "begin": Do(action=begin, changes=False, then="sex"),
        "sex": Choose(
            _("One optional question. You are:"),
            (*(Option(sex, label) for sex, label in SEXES.items()), REFUSED),
            other=WORDS,
            then="keep_sex",
        ),
        "keep_sex": Do(action=keep("sex", "sex"), changes=False, then="age"),
        "age": Choose(
            _("One more optional question. How old are you?"),
            (*(Option(code, AGE_BANDS[band]) for code, band in BANDS.items()), REFUSED),
            other=WORDS,
            then="keep_age",
        ),
        "keep_age": Do(action=keep("age_band", "age"), changes=False, then="area"),
        **where(then="role"),
        "role": Choose(
            _("The last optional question. You come as:"),
            (*(Option(role, label) for role, label in COMES_AS.items() if role not in FEW), MORE, REFUSED),
            other=WORDS,
            then="keep_role",
        ),
        "role_more": Choose(
            _("You come as:"),
            (*(Option(role, COMES_AS[role]) for role in FEW), REFUSED),
            keep="role",
            other=WORDS,
            then="keep_role",
        ),
        "keep_role": Do(action=keep("roles", "role"), changes=False, then="thanks"),
        "thanks": Say(
            _("Thank you. We use this only to see whom we reach and whom to invite. Your name is never shown with it.")
        ),
        "screen": Do(action=screen, learns=("alarm",), changes=False, then="alarm"),
        "alarm": Fork(on="alarm", to={"yes": "gate"}, then="offer"),
        "gate": gate(then="@report"),
        "offer": Choose(
            _("Shall we make a report of your message?"),
            (
                Option("yes", _("Yes"), words=("yes",), then="@report"),
                Option("no", _("No"), words=("no",)),
            ),
        ),
    },
)
