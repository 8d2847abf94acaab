"""Steps that all conversations about a session share: what it is, a veil over private ones, and her answer."""

from typing import Any

from bot.answers import Answers, text_of
from bot.desk import Desk
from bot.script import Ask, Choose, Do, Fork, Option, Say, Step
from bot.words import Text, _
from flows.consents import SAID
from flows.profile import introduced

TOLD = ("event", "date", "time", "place", "about", "private", "state", "day", "standing", "pos", "n", "handle", "link")
LEARNED = (*TOLD, "worded", "linked")
NOTHING = {**dict.fromkeys(TOLD, ""), "state": "over", "private": "no"}

COMING = (
    Option("yes", _("Yes"), words=("yes",)),
    Option("no", _("No"), words=("no",)),
    Option("maybe", _("Maybe")),
)
STOPPED = _("You told us to stop all messages. Send START to get them again.")
OVER = _("This session has taken place, or it is not open to you.")


def look(answers: Answers, desk: Desk) -> dict[str, Any]:
    """The session as it is now: an old button may be pressed long after."""
    seen = desk.session(str(answers["session"])) or NOTHING
    told = {name: seen[name] for name in TOLD}
    return {**told, "worded": "yes" if seen["about"] else "no", "linked": "yes" if seen["link"] else "no"}


def rsvp(answers: Answers, desk: Desk) -> dict[str, Any]:
    came = desk.rsvp(str(answers["session"]), str(answers["coming"]))
    agreed = "yes" if desk.agrees("invitations") else "no"
    return {"outcome": came["outcome"], "pos": came["pos"], "agreed": agreed}


def need(answers: Answers, desk: Desk) -> dict[str, Any]:
    desk.needs(str(answers["session"]), text_of(answers["needs"]))
    return {}


def agree(answers: Answers, desk: Desk) -> dict[str, Any]:
    given = answers["write"] == "yes"
    heeded = desk.agree("invitations", given, "session")
    return {"agreed": "no" if not given else "yes" if heeded else "stopped"}


def opening(knock: Text, then: str) -> dict[str, Step]:
    """Look it up; one that is over or off says so; a private one is named only after she says that she can read."""
    return {
        "look": Do(action=look, learns=LEARNED, changes=False, then="state"),
        "state": Fork(on="state", to={"open": "private", "cancelled": "cancelled"}, then="over"),
        "over": Say(OVER),
        "cancelled": Say(_("This session is cancelled.")),
        "private": Fork(on="private", to={"yes": "knock"}, then=then),
        **knocking(knock, then),
    }


def knocking(knock: Text, then: str) -> dict[str, Step]:
    return {
        "knock": Choose(
            knock,
            (
                Option("ok", _("OK"), words=("yes",), then=then),
                Option("later", _("Not now"), words=("no",), then="later"),
            ),
        ),
        "later": Say(_("All right. When you can read it, send MENU and choose Sessions and meetings.")),
    }


def answering() -> dict[str, Step]:
    """From her answer to the last word: seat, needs and door code, waiting list, or a kind goodbye."""
    return {
        "rsvp": Do(action=rsvp, learns=("outcome", "pos", "agreed"), then="outcome"),
        "outcome": Fork(
            on="outcome", to={"seat": "needs", "waiting": "waiting", "maybe": "maybe", "no": "no"}, then="gone"
        ),
        "needs": Ask(
            _(
                "Thank you, your place is kept. Do you need anything to take part "
                "(ramp, sign language, childcare, transport)? Reply, or NO."
            ),
            (Option("no", _("No"), words=("no", "skip")),),
            then="need",
        ),
        "need": Do(action=need, then="linked"),
        "linked": Fork(on="linked", to={"yes": "door_link"}, then="door"),
        "door": Say(_("At the door, say this code: {handle}."), then="agreed"),
        "door_link": Say(
            _("At the door, say this code: {handle}. All about it, and for your calendar: {link}"), then="agreed"
        ),
        "waiting": Say(
            _(
                "This session is full (seats: {n}). Your place on the waiting list: {pos}. "
                "We will write if a seat opens."
            ),
            then="agreed",
        ),
        "maybe": Say(
            _("Thank you. No seat is kept for you yet. When you know, send MENU and choose Sessions and meetings."),
            then="agreed",
        ),
        "no": Say(_("Thank you for telling us. If you change your mind, send MENU and choose Sessions and meetings.")),
        "gone": Say(OVER),
        **wishing(),
    }


def wishing() -> dict[str, Step]:
    """Whoever has not agreed to it is asked whether we may write; then, once, who she is."""
    return {
        "agreed": Fork(on="agreed", to={"no": "write"}, then="described"),
        "write": Choose(
            _(
                "May we write to you about this and other sessions: reminders, changes, invitations? "
                "You can end it at any time with STOP."
            ),
            (Option("yes", _("Yes"), words=("yes",)), Option("no", _("No"), words=("no",))),
            then="agree",
        ),
        "agree": Do(action=agree, learns=("agreed",), then="wanted"),
        "wanted": Fork(on="agreed", to={"yes": "wanted_yes", "stopped": "wanted_stopped"}, then="wanted_no"),
        "wanted_yes": Say(SAID["invitations", True], then="described"),
        "wanted_no": Say(_("All right. We will not write to you about sessions."), then="described"),
        "wanted_stopped": Say(STOPPED, then="described"),
        **introduced("described"),
    }
