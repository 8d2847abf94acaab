"""Published polls as conversations, beside the ones that are written by hand."""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.flow import Book, Flow
from civic.poll_flow import compiled, name_of
from civic.poll_form import PollForm
from storage.polls import PollEdition

# A published edition never changes, so its conversation is made once for each database.
_made: WeakKeyDictionary[Engine, dict[int, Flow]] = WeakKeyDictionary()

_newest = (
    select(func.max(PollEdition.id).label("id"), PollEdition.poll_id)
    .where(PollEdition.published_at.is_not(None))
    .group_by(PollEdition.poll_id)
)


def shelf(book: Book, session: Session) -> Book:
    """The book of all conversations, with the newest edition of each published poll as "poll-<id>".

    Closed ones stay in it: whoever stands in the middle of one is told, and her old buttons still mean something.
    """
    made = _made.setdefault(session.get_bind().engine, {})
    newest = {row.id: row.poll_id for row in session.execute(_newest)}
    if missing := newest.keys() - made.keys():
        for edition in session.scalars(select(PollEdition).where(PollEdition.id.in_(missing))):
            made[edition.id] = compiled(PollForm.from_json(edition.content), edition.poll_id)
    return {**book, **{name_of(poll_id): made[id] for id, poll_id in newest.items()}}
