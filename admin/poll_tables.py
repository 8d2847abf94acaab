"""The results of a poll as rows of a spreadsheet: counts, and what one must know to read them."""

from admin.exports import Row, Value
from admin.screens import CHANNELS
from bot.words import LANGUAGES, Voice, _
from civic.indicators import Count
from civic.poll_results import HONEST, Results
from storage.polls import Poll

_HEAD = (_("Number"), _("Question"), _("Answer"), _("People"), _("Percent"))
_FEW, _HIDDEN = _("fewer than 5"), _("not shown")


def counts(found: Results, voice: Voice) -> list[Row]:
    """One line for each answer that could be chosen, and for what was given and skipped of each question."""
    rows: list[Row] = [[voice.say(words) for words in _HEAD]]
    for answers in found.questions:
        head: list[Value] = [answers.number, answers.words]
        rows += [[*head, row.label, _count(row.count, voice), row.percent] for row in answers.rows]
        rows.append([*head, voice.say(_("Answered this question")), _count(answers.given, voice), None])
        rows.append([*head, voice.say(_("Skipped this question")), _count(answers.skipped, voice), None])
    return rows


def about(poll: Poll, found: Results, voice: Voice) -> list[Row]:
    rows: list[Row] = [
        [voice.say(_("Title")), found.title],
        [voice.say(_("Opened")), poll.opens_at],
        [voice.say(_("Closed")), poll.closes_at],
        [voice.say(_("Invited")), _count(found.invited, voice)],
        [voice.say(_("Began")), _count(found.began, voice)],
        [voice.say(_("Answered all questions")), _count(found.answered, voice)],
        [voice.say(_("Response rate (percent of those invited)")), found.rate],
    ]
    rows += [[CHANNELS.get(name, name), _count(count, voice)] for name, count in found.channels.items()]
    rows += [[LANGUAGES.get(code, code), _count(count, voice)] for code, count in found.languages.items()]
    return [*rows, [voice.say(HONEST), None]]


def _count(count: Count, voice: Voice) -> int | str:
    return count.n if count.n is not None else voice.say(_FEW if count.few else _HIDDEN)
