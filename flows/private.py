"""A private matter: apart from everything else, few questions, nothing repeated back."""

from bot.answers import Answers, media_of, text_of
from bot.desk import Desk
from bot.flow import Flow
from bot.references import show
from bot.script import Ask, Choose, Do, Fork, Option, Say
from bot.words import _


def file(answers: Answers, desk: Desk) -> dict[str, str]:
    told = answers["details"]
    safe = answers["safe"] == "yes"
    return {"ticket": show(desk.file_private(text_of(told), media_of(told), safe))}


FLOW = Flow(
    name="private",
    start="safe",
    may=frozenset({"details"}),
    steps={
        "safe": Choose(
            _("This may be a private matter. Only a trained person will read it. Is it safe to reply on this phone?"),
            (
                Option("yes", _("Yes"), words=("yes",)),
                Option("no", _("No, do not write back"), words=("no",)),
            ),
            then="details",
        ),
        "details": Ask(
            _("Tell us what happened, in writing or by voice. Tell only what you want to tell."),
            takes=frozenset({"voice", "photo", "video", "file"}),
            once=True,
            then="file",
        ),
        "file": Do(action=file, learns=("ticket",), then="filed"),
        "filed": Fork(on="safe", to={"no": "silent"}, then="thanks"),
        "thanks": Say(
            _(
                "Thank you. Only a trained person will read this. Your number for it is {ticket}. "
                "If you are in danger, or to talk to a person, call {phone}."
            )
        ),
        "silent": Say(
            _(
                "Thank you. We will not write back. If others use this phone, delete these messages. "
                "To talk to a person, call {phone}."
            )
        ),
    },
)
