"""Listening for a private matter in what is said, and asking whether it is one."""

from bot.answers import Answers, text_of
from bot.desk import Desk
from bot.script import Choose, Do, Fork, Option, Step
from bot.sensitive import looks_sensitive
from bot.words import _

WORDS = ("details", "photo", "place")  # answers that may hold sentences


def screen(answers: Answers, desk: Desk) -> dict[str, str]:
    """Whether her words sound like a private matter. Asked about once; her answer stands."""
    words = " ".join(text_of(answers.get(name)) for name in WORDS)
    alarm = "gate" not in answers and looks_sensitive(words, desk.voice.language)
    return {"alarm": "yes" if alarm else "no"}


def gate(then: str) -> Choose:
    """Nothing she said is repeated: others may read over her shoulder."""
    options = (Option("private", _("Only a trained person"), then="@private"), Option("ordinary", _("The office too")))
    return Choose(_("This may be a private matter. Who may read it?"), options, keep="gate", then=then)


def screened(name: str, then: str) -> dict[str, Step]:
    """The steps that listen at one point of a flow; `screen_<name>` is where to begin."""
    return {
        f"screen_{name}": Do(action=screen, learns=("alarm",), changes=False, then=f"alarm_{name}"),
        f"alarm_{name}": Fork(on="alarm", to={"yes": f"gate_{name}"}, then=then),
        f"gate_{name}": gate(then),
    }
