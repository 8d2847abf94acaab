"""A poll as a conversation: the same table, under the same proof, as those that are written by hand."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.answers import Answers, text_of
from bot.choices import Option
from bot.desk import Desk
from bot.flow import Flow
from bot.folding import shorten
from bot.script import Ask, Choose, Do, Fork, Number, Question, Say, Several, Step, in_words
from bot.words import Text, Voice, Worded, _
from civic.poll_form import SCALE, TEXT_LIMIT, Asked, PollForm, Words, choice_id, spoken

SKIPPED = "skip"  # an answer too: she saw the question and would rather not say
FINISH = "finish"

_SKIP = Option(SKIPPED, _("Skip"), key=0, words=("skip",))
_YES_NO = (
    Option("yes", _("Yes"), words=("yes",), then="agree"),
    Option("no", _("No"), words=("no",), then="declined"),
)
_FRAMES: Mapping[tuple[str, bool], Text] = {  # by kind, and whether it may be skipped
    ("several", True): _("Question {i} of {n}: {question}\nChoose one or more: reply with numbers, like 1 3."),
    ("several", False): _("Question {i} of {n}: {question}\nChoose one or more: reply with numbers, like 1 3."),
    ("number", True): _("Question {i} of {n}: {question}\nReply with a number from {min} to {max}, or SKIP."),
    ("number", False): _("Question {i} of {n}: {question}\nReply with a number from {min} to {max}."),
    ("text", True): _("Question {i} of {n}: {question}\nReply in a few words."),
    ("text", False): _("Question {i} of {n}: {question}\nReply in a few words."),
}
_FRAME = _("Question {i} of {n}: {question}")


def name_of(poll_id: int) -> str:
    """How the conversation is called: kept in people's places and in the ids of buttons."""
    return f"poll-{poll_id}"


def compiled(form: PollForm, poll_id: int) -> Flow:
    """The conversation. Raises bot.proof.Broken when it does not hang together."""
    steps = _opening(form, str(poll_id))
    for at, asked in enumerate(form.questions):
        then = _entry(form, at + 1)
        if asked.only_if:
            on, ids = next(iter(asked.only_if.items()))
            steps[f"if_{asked.id}"] = Fork(on=on, to=dict.fromkeys(ids, asked.id), then=then)
        steps[asked.id] = _question(form, at, asked)
        kept = f"kept_{asked.id}"
        steps[f"keep_{asked.id}"] = Do(
            action=partial(_keep, str(poll_id), asked), learns=(kept,), changes=False, once=True, then=kept
        )
        steps[kept] = Fork(on=kept, to={"no": "closed"}, then=then)
    return Flow(name_of(poll_id), "begin", steps | _closing(str(poll_id)), before_consent=True)


def _entry(form: PollForm, at: int) -> str:
    """Where the question at this place begins: with its condition, if it has one."""
    if at == len(form.questions):
        return FINISH
    asked = form.questions[at]
    return f"if_{asked.id}" if asked.only_if else asked.id


def _opening(form: PollForm, poll_id: str) -> dict[str, Step]:
    first = _entry(form, 0)
    ids = [asked.id for asked in form.questions]
    return {
        "begin": Do(
            action=partial(_begin, poll_id, form),
            learns=("state", "title", "count"),
            finds=frozenset([*ids, *(f"kept_{id}" for id in ids)]),
            then="state",
        ),
        "state": Fork(
            on="state",
            to={"ask": "ask", "again": "again", "done": "already", "closed": "closed"},
            then="hello",
        ),
        "ask": Choose(
            _(
                "{org} would like to ask you: {title}. Questions: {count}. "
                "May we ask you now, and send you short polls later?"
            ),
            _YES_NO,
        ),
        "agree": Do(action=_agree, changes=False, then=first),
        "declined": Say(_("That is all right. You will not be asked.")),
        "hello": Say(_("{org} asks you: {title}. Questions: {count}. You may stop at any time."), then=first),
        "again": Say(_("You have not answered all questions yet: {title}. Let us go on."), then=first),
        "already": Say(_("You have answered these questions already. Thank you.")),
    }


def _closing(poll_id: str) -> dict[str, Step]:
    return {
        FINISH: Do(action=partial(_finish, poll_id), learns=("state", "n"), then="ended"),
        "ended": Fork(on="state", to={"closed": "closed"}, then="thanks"),
        "thanks": Say(_("Thank you. Answers so far: {n}. We will send you the results and what officials decide.")),
        "closed": Say(_("These questions are closed now. What you answered is kept. Thank you.")),
    }


def _question(form: PollForm, at: int, asked: Asked) -> Question:
    text, then = _words(form, at, asked), f"keep_{asked.id}"
    skip = () if asked.required else (_SKIP,)
    # An answer that is given anew is kept anew, and what was asked only because of it falls.
    leaning = [other.id for other in form.questions if asked.id in other.only_if]
    forgets = (f"kept_{asked.id}", *leaning, *(f"kept_{id}" for id in leaning))
    match asked.kind:
        case "several":
            return Several(text, (*_options(asked), *skip), once=True, forgets=forgets, then=then)
        case "scale":
            rates = tuple(Option(choice_id(at), label) for at, label in enumerate(SCALE))
            return Choose(text, (*rates, *skip), once=True, forgets=forgets, then=then)
        case "number":
            return Number(text, skip, least=asked.least, most=asked.most, once=True, forgets=forgets, then=then)
        case "text":
            return Ask(text, skip, check=in_words, once=True, forgets=forgets, then=then)
    return Choose(text, (*_options(asked), *skip), once=True, forgets=forgets, then=then)


def _words(form: PollForm, at: int, asked: Asked) -> Text:
    """The question in its frame, in each language of the poll. What staff wrote holds no blanks."""
    frame = _FRAMES.get((asked.kind, not asked.required), _FRAME)
    said = {
        code: Voice(code).say(
            frame,
            i=at + 1,
            n=len(form.questions),
            question=spoken(asked.words, code, form.languages).strip(),
            min=asked.least,
            max=asked.most,
        )
        for code in form.languages
    }
    return _worded(said)


def _options(asked: Asked) -> tuple[Option, ...]:
    return tuple(
        Option(choice_id(at), _worded(words), also=tuple(words.values())) for at, words in enumerate(asked.choices)
    )


def _worded(words: Words) -> Text:
    said = {code: text.strip().replace("{", "{{").replace("}", "}}") for code, text in words.items() if text.strip()}
    return Text(Worded(said or {"": ""}))


def _begin(poll_id: str, form: PollForm, answers: Answers, desk: Desk) -> dict[str, Any]:
    begun = desk.poll_begin(poll_id)
    given = {asked.id: begun["given"][asked.id] for asked in form.questions if asked.id in begun["given"]}
    return {
        "state": begun["state"],
        "title": form.named(desk.voice.language),
        "count": len(form.questions),
        **given,
        **{f"kept_{id}": "yes" for id in given},
    }


def _agree(answers: Answers, desk: Desk) -> dict[str, Any]:
    desk.agree("polls", True, "poll")
    return {}


def _keep(poll_id: str, asked: Asked, answers: Answers, desk: Desk) -> dict[str, str]:
    taken = desk.poll_answer(poll_id, asked.id, _value(asked, answers[asked.id]))
    return {f"kept_{asked.id}": "yes" if taken else "no"}


def _finish(poll_id: str, answers: Answers, desk: Desk) -> dict[str, Any]:
    n = desk.poll_done(poll_id)
    return {"state": "closed" if n is None else "done", "n": n or 0}


def _value(asked: Asked, answer: Any) -> dict[str, Any]:
    """An answer as the office keeps it."""
    if answer == SKIPPED or (isinstance(answer, Mapping) and answer.get("chose") == SKIPPED):
        return {"skipped": True}
    match asked.kind:
        case "several":
            return {"choices": list(answer)}
        case "number":
            return {"number": int(answer)}
        case "text":
            return {"text": shorten(text_of(answer), TEXT_LIMIT)}
    return {"choice": answer}


def given(asked: Asked, value: Mapping[str, Any]) -> Any:
    """The other way: what was kept, as an answer of the conversation. Her words stay with the office."""
    if value.get("skipped"):
        return {"text": "", "chose": SKIPPED} if asked.kind == "text" else SKIPPED
    return value.get("choice") or value.get("choices") or value.get("number", {"text": "", "chose": "kept"})
