"""Why a poll cannot be published as it stands: which question, and why, in one sentence each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from bot.folding import fold
from bot.proof import Broken
from bot.words import LANGUAGES, Text, _
from civic.poll_flow import compiled
from civic.poll_form import LARGEST, MOST_CHOICES, MOST_QUESTIONS, Asked, PollForm
from civic.poll_preview import fits

LONGEST_TITLE = 80  # characters

NO_LANGUAGE = _("Please choose at least one language.")
NO_TITLE = _("The title is missing in {language}.")
LONG_TITLE = _("The title is too long in {language}: at most {most} characters.")
NO_QUESTION = _("There is no question yet.")
MANY_QUESTIONS = _("There are more than {most} questions.")
NO_WORDS = _("The words are missing in {language}.")
FEW_CHOICES = _("At least two choices are needed.")
MANY_CHOICES = _("There are more than {most} choices.")
NO_CHOICE = _("Choice {number} is missing in {language}.")
SAME_CHOICE = _("Two choices are the same in {language}: {label}.")
BAD_RANGE = _("The smallest number must be below the largest, and both between 0 and {most}.")
TWO_CONDITIONS = _(
    "The conditions overlap: it is asked after answers to two different questions. Please keep to one of them."
)
ON_ITSELF = _("It depends on a question that comes later, or on none of this poll. Please choose an earlier one.")
NOT_ONE_CHOICE = _("It depends on question {number}, which is not a single choice.")
GONE_CHOICE = _("It depends on a choice of question {number} that is not there any more.")
NOT_EVERYBODY = _(
    "It depends on question {number}, which not everybody is asked: the conditions overlap. "
    "Please let it depend on a question that everybody is asked."
)
NEVER = _("Nobody would ever be asked this.")
BROKEN = _("The questions do not hang together: {reason}")
GONE_LINES = _("Choices of a published question can be reworded or added at the end, and not taken away.")
OTHER_KIND = _("A published question cannot become one of another kind. Please remove it and add a new one.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence. `question` counts from 1; 0 is the poll as a whole."""

    words: Text
    blanks: Mapping[str, object] = field(default_factory=dict)
    question: int = 0


def check(form: PollForm, poll_id: int) -> list[Fault]:
    """Everything that is wrong with the questions; empty when it may be asked."""
    found = [*_whole(form)]
    for at, asked in enumerate(form.questions, 1):
        faults = (*_worded(form, asked), *_choices(form, asked), *_range(asked), *_condition(form, at, asked))
        found += (Fault(fault.words, fault.blanks, at) for fault in faults)
    return found or _proven(form, poll_id)


def mixes(before: PollForm, after: PollForm) -> list[Fault]:
    """Where a corrected edition would count answers to different questions as one."""
    found = []
    for at, asked in enumerate(after.questions, 1):
        old = before.question(asked.id)
        if old is not None and old.kind != asked.kind:
            found.append(Fault(OTHER_KIND, question=at))
        elif old is not None and asked.kind in ("single", "several") and len(asked.choices) < len(old.choices):
            found.append(Fault(GONE_LINES, question=at))
    return found


def _whole(form: PollForm) -> Iterator[Fault]:
    if not form.languages:
        yield Fault(NO_LANGUAGE)
    for code in form.languages:
        title = form.title.get(code, "").strip()
        if not title:
            yield Fault(NO_TITLE, {"language": LANGUAGES[code]})
        if len(title) > LONGEST_TITLE:
            yield Fault(LONG_TITLE, {"language": LANGUAGES[code], "most": LONGEST_TITLE})
    if not form.questions:
        yield Fault(NO_QUESTION)
    if len(form.questions) > MOST_QUESTIONS:
        yield Fault(MANY_QUESTIONS, {"most": MOST_QUESTIONS})


def _worded(form: PollForm, asked: Asked) -> Iterator[Fault]:
    for code in form.languages:
        if not asked.words.get(code, "").strip():
            yield Fault(NO_WORDS, {"language": LANGUAGES[code]})


def _choices(form: PollForm, asked: Asked) -> Iterator[Fault]:
    if asked.kind not in ("single", "several"):
        return
    if len(asked.choices) < 2:
        yield Fault(FEW_CHOICES)
    if len(asked.choices) > MOST_CHOICES:
        yield Fault(MANY_CHOICES, {"most": MOST_CHOICES})
    for code in form.languages:
        labels = [words.get(code, "").strip() for words in asked.choices]
        for number, label in enumerate(labels, 1):
            if not label:
                yield Fault(NO_CHOICE, {"number": number, "language": LANGUAGES[code]})
        for label in _twice(labels):
            yield Fault(SAME_CHOICE, {"language": LANGUAGES[code], "label": label})


def _twice(labels: Sequence[str]) -> list[str]:
    folded = [fold(label) for label in labels]
    return [label for at, label in enumerate(labels) if label and folded[at] in folded[:at]]


def _range(asked: Asked) -> Iterator[Fault]:
    if asked.kind == "number" and not 0 <= asked.least < asked.most <= LARGEST:
        yield Fault(BAD_RANGE, {"most": LARGEST})


def _condition(form: PollForm, at: int, asked: Asked) -> Iterator[Fault]:
    if len(asked.only_if) > 1:
        yield Fault(TWO_CONDITIONS)
        return
    for on, ids in asked.only_if.items():
        number = next((n for n, other in enumerate(form.questions, 1) if other.id == on), 0)
        if not 0 < number < at:
            yield Fault(ON_ITSELF)
        elif (other := form.questions[number - 1]).kind != "single":
            yield Fault(NOT_ONE_CHOICE, {"number": number})
        elif not set(ids) <= set(other.choice_ids):
            yield Fault(GONE_CHOICE, {"number": number})
        elif other.only_if:
            yield Fault(NOT_EVERYBODY, {"number": number})


_REASONS: Mapping[str, Text] = {  # what the proof says of a step -> what staff can do something with
    r"(?P<step>\w+) speaks of .* before it is known": NOT_EVERYBODY,
    r"(?P<step>\w+) is never reached": NEVER,
    r"(?P<step>\w+) forks on .* which nobody can choose": GONE_CHOICE,
}


def _proven(form: PollForm, poll_id: int) -> list[Fault]:
    """The proof that all conversations pass, and whether each question fits into a message."""
    try:
        flow = compiled(form, poll_id)
    except Broken as broken:
        return [_explained(form, str(broken).partition(": ")[2])]
    return [Fault(words, blanks, at) for at, words, blanks in fits(form, flow)]


def _explained(form: PollForm, reason: str) -> Fault:
    for pattern, words in _REASONS.items():
        if found := regex.match(pattern, reason):
            id = regex.sub("^(if|keep|kept)_", "", found["step"])
            at = next((n for n, asked in enumerate(form.questions, 1) if asked.id == id), 0)
            on = next(iter(form.questions[at - 1].only_if), "") if at else ""
            number = next((n for n, asked in enumerate(form.questions, 1) if asked.id == on), 0)
            return Fault(words, {"number": number}, at)
    return Fault(BROKEN, {"reason": reason})
