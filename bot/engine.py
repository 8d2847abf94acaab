"""One turn of one flow: what was heard goes in, what to say comes out. No I/O, no clock."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.answers import Answers, plain, said, sentence, shown
from bot.choices import Refused, bounds
from bot.desk import Desk
from bot.flow import Flow
from bot.messages import Button, Inbound, Reply
from bot.place import NOWHERE, Place, Turn
from bot.script import Choose, Pick
from bot.steps import END, JUMP, Do, Fork, Go, Question, Step, Taken
from bot.words import Text, _

__all__ = ["NOWHERE", "Lost", "Place", "Turn", "answer", "back", "begin", "go_back_to", "repeat", "resume"]

SIMPLER = _("Please answer with a number from {least} to {most}.")
PERSON = _("To talk to a person, call {phone}.")
KEPT = _("Your words are kept for the report.")
ADDED = _("Added to your report.")


class Lost(Exception):
    """The citizen's place is no longer in the flow."""


def begin(flow: Flow, desk: Desk, answers: Answers | None = None) -> Turn:
    return _walk(flow, Place(flow.name, flow.start, plain(answers or {})), desk)


def answer(flow: Flow, at: Place, heard: Inbound, desk: Desk) -> Turn:
    """Take the citizen's answer to the question they are on."""
    now, question = resume(flow, at)
    if now.step != flow.renamed.get(at.step, at.step):  # a question was put in before: her words answer the old one
        return repeat(flow, _heeded(flow, now, at, heard, desk), desk)
    try:
        taken = question.hear(heard, now.answers, desk.voice)
    except Refused as refusal:
        return _missed(flow, now, question, refusal, heard, desk)
    return _walk(flow, _kept(now, question, taken), desk)


def back(flow: Flow, at: Place, desk: Desk) -> Turn:
    """Return to the question before. Nothing lies before something that was filed."""
    at, _question = resume(flow, at)
    return repeat(flow, go_back_to(flow, at, at.trail[-1] if at.trail else at.step), desk)


def go_back_to(flow: Flow, at: Place, step: str) -> Place:
    """At an earlier question of the trail, as if its answer had not been given yet."""
    trail = at.trail[: at.trail.index(step)] if step in at.trail else at.trail
    given = {name for way in flow.steps[step].ways(step) for name in way.gives} - flow.known[step]
    answers = {name: value for name, value in at.answers.items() if name not in given}
    return replace(at, step=step, trail=trail, answers=answers, misses=0)


def repeat(flow: Flow, at: Place, desk: Desk) -> Turn:
    """Ask the current question again, say after a change of language."""
    at, question = resume(flow, at)
    return Turn(at, (say(flow, at, question, desk),))


def resume(flow: Flow, at: Place) -> tuple[Place, Question]:
    """Find today's place for a citizen whose place was kept under an older edition, or be Lost."""
    step = flow.renamed.get(at.step, at.step)
    answers = dict(_renamed(flow, name, value) for name, value in at.answers.items())
    trail = tuple(name for old in at.trail if (name := flow.renamed.get(old, old)) in flow.steps)
    if missed := flow.known.get(step, frozenset()) - answers.keys():
        step = flow.giving(missed) or END
    question = flow.question(step)
    if question is None:
        raise Lost(f"{flow.name}.{at.step}")
    return replace(at, step=step, answers=answers, trail=trail), question


def say(flow: Flow, at: Place, step: Step, desk: Desk, text: Text | None = None) -> Reply:
    """A step in the citizen's language, with earlier answers in its blanks."""
    voice = desk.voice
    offers = step.offers(at.answers) if isinstance(step, Question) else ()
    listed = step.listed(at.answers) if isinstance(step, Question) else ()
    buttons = tuple(
        Button(
            "/".join(filter(None, [flow.name, at.step, option.id, flow.about(at.answers)])),
            voice.say(option.label),
            key,
        )
        for key, option in offers
        if (key, option) not in listed
    )
    words = voice.say(step.text if text is None else text, **_blanks(flow, at, desk, bounds(offers)))
    words = "\n".join([words, *(f"{key}. {voice.say(option.label)}" for key, option in listed)])
    return Reply(words, buttons, voice.say(_("Choose")) if buttons else "")


def _blanks(flow: Flow, at: Place, desk: Desk, numbers: tuple[int, int]) -> dict[str, object]:
    blanks = {name: _shown(flow, name, value, desk) for name, value in at.answers.items()}
    return {**blanks, "org": desk.org, "phone": desk.phone, "least": numbers[0], "most": numbers[1]}


def _shown(flow: Flow, name: str, value: Any, desk: Desk) -> object:
    label = flow.labels.get(name, {}).get(value) if isinstance(value, str) else None
    return desk.voice.say(label) if label else shown(value, desk.voice)


def _renamed(flow: Flow, name: str, value: Any) -> tuple[str, Any]:
    return flow.renamed.get(name, name), flow.renamed.get(f"{name}/{value}", value) if isinstance(value, str) else value


def _kept(at: Place, question: Question, taken: Taken) -> Place:
    fallen = {*question.forgets, *taken.forgets}
    answers = {name: value for name, value in at.answers.items() if name not in fallen}
    answers[taken.keep or at.step] = plain(taken.value)
    return replace(at, step=taken.then, answers=answers, trail=(*at.trail, at.step), misses=0)


def _heeded(flow: Flow, now: Place, at: Place, heard: Inbound, desk: Desk) -> Place:
    """Keep what she answered to a question before which another one was put in since."""
    step = flow.renamed.get(at.step, at.step)
    question = flow.question(step)
    try:
        taken = question.hear(heard, now.answers, desk.voice) if question else None
    except (Refused, KeyError):  # KeyError: the old question picks among what is not known yet
        taken = None
    return replace(now, answers={**now.answers, taken.keep or step: plain(taken.value)}) if taken else now


def _missed(flow: Flow, at: Place, question: Question, refusal: Refused, heard: Inbound, desk: Desk) -> Turn:
    """One miss: why. Two: a simpler question. Three: a person. Words and photos are kept all the same."""
    if kept := _stray(flow, at, heard, desk):
        return Turn(kept[0], (_joined(desk.voice.say(kept[1]), say(flow, kept[0], question, desk)),))
    at = replace(at, misses=at.misses + 1)
    if at.misses == 1:
        return Turn(at, (_joined(desk.voice.say(refusal.reason, **refusal.blanks), say(flow, at, question, desk)),))
    simpler = question.simpler or (SIMPLER if isinstance(question, Choose | Pick) else question.text)
    reply = say(flow, at, question, desk, simpler)
    if at.misses == 2:
        return Turn(at, (reply,))
    return Turn(at, (_joined(desk.voice.say(PERSON, phone=desk.phone), reply),))


def _stray(flow: Flow, at: Place, heard: Inbound, desk: Desk) -> tuple[Place, Text] | None:
    """Sentences and photos that were no answer to this question belong to the report all the same."""
    if not flow.stray or heard.choice or not sentence(heard):
        return None
    whole = at.answers.get(flow.stray)
    if whole is None:
        return replace(at, answers={**at.answers, flow.stray: plain(said(heard))}), KEPT
    more = {
        "text": "\n".join(filter(None, [whole["text"], heard.text])),
        "media": whole["media"] + said(heard)["media"],
    }
    return replace(at, answers={**at.answers, flow.stray: {**whole, **more}}), ADDED


def _joined(first: str, reply: Reply) -> Reply:
    return replace(reply, text="\n".join(filter(None, [first, reply.text])))


def _walk(flow: Flow, at: Place, desk: Desk) -> Turn:
    """Go on until a question needs the citizen, or the flow ends or leads to another."""
    replies: list[Reply] = []
    while (step := flow.steps.get(at.step)) is not None:
        if isinstance(step, Question):
            if (passed := _passed(step, at)) is None:
                trail = at.trail[: at.trail.index(at.step)] if at.step in at.trail else at.trail
                at = replace(at, trail=trail)
                return Turn(at, (*replies, say(flow, at, step, desk)))
            at = replace(at, step=passed.then)
            continue
        if step.text:
            replies.append(say(flow, at, step, desk))
        at = _done(step, at, desk)
    if at.over:  # nothing of what she said stays behind
        at = replace(at, answers={}, trail=(), misses=0)
    return Turn(at, tuple(replies))


def _passed(step: Question, at: Place) -> Taken | None:
    """Where a question leads that is asked only once and was answered before."""
    name = step.keep or at.step
    return step.settled(at.answers[name]) if step.once and name in at.answers else None


def _done(step: Step, at: Place, desk: Desk) -> Place:
    match step:
        case Fork(on=on, to=to, then=otherwise):
            return replace(at, step=to.get(str(at.answers[on]), otherwise))
        case Go(to=to):
            return replace(at, step=JUMP + str(at.answers[to]))
        case Do(once=True, learns=learns, then=then) if all(name in at.answers for name in learns):
            return replace(at, step=then)
        case Do(action=action, learns=learns, finds=finds, then=then, changes=changes):
            learned: Mapping[str, Any] = action(at.answers, desk)
            found = [name for name in learned if name in finds]
            answers = {**at.answers, **{name: plain(learned[name]) for name in (*learns, *found)}}
            return replace(at, step=then, answers=answers, trail=() if changes else at.trail)
    return replace(at, step=step.then)
