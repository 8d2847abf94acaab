"""What came out of a poll: who was asked, who answered, and how many said what. Small numbers are hidden."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.channels import NAMES
from bot.words import LANGUAGES, Voice, _
from civic import poll_answers, polls
from civic.indicators import FEW, Count, hide
from civic.poll_form import SCALE, Asked, PollForm, choice_id, spoken
from storage.broadcasts import DEALT, Broadcast, Recipient
from storage.db import Store
from storage.polls import Poll, PollAnswer, PollResponse

HONEST = _("Answers of those who replied, not of all residents.")
BUCKETS = 5  # ranges that numbers are counted in

_LINE = _("{number}. {question} {answers}")
_SHARE = _("{label} {percent}%")
_MIDDLE = _("half say {n} or less")
_HIDDEN = _("too few answers to show")


@dataclass(frozen=True, slots=True)
class Row:
    """One choice: how many chose it, and their share of those who answered (0..100, None where hidden)."""

    label: str
    count: Count
    percent: int | None


@dataclass(frozen=True, slots=True)
class Answers:
    """One question. `given`: people who answered it; `skipped`: who saw it and would rather not. `middle`: of numbers.
    `earlier`: it was in an earlier edition only."""

    asked: Asked
    number: int
    words: str
    given: Count
    skipped: Count
    rows: Sequence[Row]
    middle: int | None
    earlier: bool


@dataclass(frozen=True, slots=True)
class Results:
    """`rate`: of those invited, how many in a hundred have finished; None when nobody was invited."""

    title: str
    invited: Count
    began: Count
    answered: Count
    rate: int | None
    first_at: datetime | None
    last_at: datetime | None
    channels: Mapping[str, Count]
    languages: Mapping[str, Count]
    questions: Sequence[Answers]


def results(session: Session, poll: Poll, language: str) -> Results:
    """As they stand now. Labels in this language, or in the poll's first one."""
    forms = [polls.form_of(edition) for edition in reversed(poll.editions) if edition.published_at is not None]
    mine = PollResponse.poll_id == poll.id
    began, first, last = session.execute(
        select(func.count(), func.min(PollResponse.started_at), func.max(PollResponse.done_at)).where(mine)
    ).one()
    answered = poll_answers.answered(session, poll.id)
    invited, came = _invited(session, poll.id)
    return Results(
        forms[0].named(language) if forms else "",
        Count.of(invited),
        Count.of(began),
        Count.of(answered),
        round(100 * came / invited) if invited and not 0 < came < FEW else None,
        first,
        last,
        _mix(session, poll.id, "channel", NAMES),
        _mix(session, poll.id, "language", LANGUAGES),
        [] if not forms else [*_questions(session, poll.id, forms, language)],
    )


def written(session: Session, store: Store, poll_id: int, question: str) -> list[str]:
    """What people wrote, in no order that tells who. For staff; nothing when only a few did."""
    answers = (
        select(PollAnswer)
        .join(PollResponse)
        .options(joinedload(PollAnswer.response).joinedload(PollResponse.citizen))
        .where(PollResponse.poll_id == poll_id, PollAnswer.question == question, PollAnswer.text_sealed.is_not(None))
    )
    said = [poll_answers.words(store, row) for row in session.scalars(answers)]
    return sorted(filter(None, said)) if len(said) >= FEW else []


def told(found: Results, voice: Voice) -> str:
    """The results in a few lines, for a message."""
    lines = []
    for answers in found.questions:
        shares = [voice.say(_SHARE, label=row.label, percent=row.percent) for row in answers.rows if row.percent]
        if answers.middle is not None:
            shares = [voice.say(_MIDDLE, n=answers.middle)]
        if answers.earlier or answers.asked.kind == "text":
            continue
        outcome = ", ".join(shares) or voice.say(_HIDDEN)
        lines.append(voice.say(_LINE, number=answers.number, question=answers.words, answers=outcome))
    return "\n".join(lines)


def message(session: Session, store: Store, poll_id: int, voice: Voice) -> dict[str, str] | None:
    """{"title", "results"} of a poll that is over; None for any other."""
    poll = session.get(Poll, poll_id)
    if poll is None or not polls.is_over(poll, store.now()):
        return None
    found = results(session, poll, voice.language)
    return {"title": found.title, "results": told(found, voice)}


def _invited(session: Session, poll_id: int) -> tuple[int, int]:
    """People whose conversation was begun for them, and how many of these have finished."""
    asked = (
        select(Recipient.citizen_id)
        .join(Broadcast, Broadcast.id == Recipient.broadcast_id)
        .where(Broadcast.kind == "poll", Broadcast.subject_id == poll_id, Recipient.state == DEALT)
        .distinct()
    )
    finished = PollResponse.poll_id == poll_id, PollResponse.done_at.is_not(None)
    came = select(func.count()).select_from(PollResponse).where(*finished, PollResponse.citizen_id.in_(asked))
    return session.scalar(select(func.count()).select_from(asked.subquery())) or 0, session.scalar(came) or 0


def _mix(session: Session, poll_id: int, column: str, known: Iterable[str]) -> dict[str, Count]:
    of = getattr(PollResponse, column)
    rows = select(of, func.count()).where(PollResponse.poll_id == poll_id, PollResponse.done_at.is_not(None))
    counted = {row[0]: int(row[1]) for row in session.execute(rows.group_by(of))}
    codes = [code for code in known if counted.get(code)]
    return dict(zip(codes, hide([counted[code] for code in codes]), strict=True))


def _questions(session: Session, poll_id: int, forms: Sequence[PollForm], language: str) -> Iterable[Answers]:
    """The newest wording of every question that was ever asked; those of today first."""
    given: dict[str, list[Mapping[str, object]]] = {}
    kept = select(PollAnswer.question, PollAnswer.value).join(PollResponse).where(PollResponse.poll_id == poll_id)
    for id, value in session.execute(kept).all():
        given.setdefault(id, []).append(value or {"text": True})
    seen: set[str] = set()
    for at, form in enumerate(forms):
        for asked in form.questions:
            if asked.id not in seen and (at == 0 or asked.id in given):
                seen.add(asked.id)
                yield _counted(form, asked, given.get(asked.id, []), len(seen), language, earlier=at > 0)


def _counted(
    form: PollForm,
    asked: Asked,
    values: Sequence[Mapping[str, object]],
    number: int,
    language: str,
    *,
    earlier: bool,
) -> Answers:
    said = [value for value in values if not value.get("skipped")]
    labelled = _tally(form, asked, said, language)
    hidden = hide([*labelled.values(), len(values) - len(said)])
    total = len(said)
    rows = [
        Row(label, count, round(100 * count.n / total) if count.n is not None and total >= FEW else None)
        for label, count in zip(labelled, hidden[:-1], strict=True)
    ]
    numbers = [int(str(value["number"])) for value in said if "number" in value]
    middle = round(median(numbers)) if len(numbers) >= FEW else None
    words = spoken(asked.words, language, form.languages)
    return Answers(asked, number, words, Count.of(total), hidden[-1], rows, middle, earlier)


def _tally(form: PollForm, asked: Asked, said: Sequence[Mapping[str, object]], language: str) -> dict[str, int]:
    """Label -> how many, in the order of the question."""
    if asked.kind == "text":
        return {}
    if asked.kind == "number":
        return _ranges(asked, Counter(int(str(value["number"])) for value in said if "number" in value))
    chosen: Counter[str] = Counter()
    for value in said:
        several = value.get("choices")
        chosen.update(several if isinstance(several, list) else [str(value.get("choice"))])
    return {label: chosen[choice_id(at)] for at, label in enumerate(_labels(form, asked, language))}


def _labels(form: PollForm, asked: Asked, language: str) -> list[str]:
    if asked.kind == "scale":
        voice = Voice(language)
        return [f"{voice.show(at)} {voice.say(label)}" for at, label in enumerate(SCALE, 1)]
    return [spoken(words, language, form.languages) for words in asked.choices]


def _ranges(asked: Asked, numbers: Counter[int]) -> dict[str, int]:
    width = max(1, -(-(asked.most - asked.least + 1) // BUCKETS))
    found = {}
    for start in range(asked.least, asked.most + 1, width):
        end = min(start + width - 1, asked.most)
        label = str(start) if start == end else f"{start} – {end}"
        found[label] = sum(n for number, n in numbers.items() if start <= number <= end)
    return found
