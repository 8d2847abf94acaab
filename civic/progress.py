"""How far a broadcast has come: people by what became of their message, and why some did not get it."""

from dataclasses import dataclass, field

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from storage.broadcasts import DEALT, PLANNED, WITHHELD, Recipient
from storage.post import DEAD, FAILED, WAITING, InboxRow, OutboxRow


@dataclass(slots=True)
class Progress:
    """People, not messages. Each is in exactly one of `waiting`, `held`, `dropped`, `under_way`, `failed` and the
    three that follow; `begun` counts those whose conversation was begun."""

    planned: int = 0
    waiting: int = 0  # for their turn
    held: dict[str, int] = field(default_factory=dict)  # for a reason that passes, by its code
    dropped: dict[str, int] = field(default_factory=dict)  # withheld by us, by the code of why
    begun: int = 0
    under_way: int = 0  # begun, and not taken by the provider yet
    sent: int = 0  # taken by the provider; nothing more is known
    delivered: int = 0
    read: int = 0
    failed: dict[str, int] = field(default_factory=dict)  # by code

    @property
    def reached(self) -> int:
        return self.sent + self.delivered + self.read

    def share(self, people: int) -> float:
        """Of those planned, in percent."""
        return 100 * people / self.planned if self.planned else 0.0


def progress(session: Session, broadcast_id: int) -> Progress:
    """As it is now. A message of several parts has come as far as its slowest part."""
    found = Progress()
    for state, reason, people in session.execute(_recipients(broadcast_id)):
        found.planned += people
        if state == PLANNED:
            _hold(found, reason, people)
        elif state == DEALT:
            found.begun += people
        else:
            _add(found.dropped, reason or "cancelled", people)
    for step, reason, people in session.execute(_messages(broadcast_id)):
        _settle(found, step, reason, people)
    return found


def _recipients(broadcast_id: int) -> Select[int, str | None, int]:
    mine = select(Recipient.state, Recipient.reason, func.count()).where(Recipient.broadcast_id == broadcast_id)
    return mine.group_by(Recipient.state, Recipient.reason)


def _messages(broadcast_id: int) -> Select[int, str | None, int]:
    """One row a conversation that was begun, then counted by its slowest part."""
    step = case(
        (OutboxRow.delivery == "failed", 0),
        ((OutboxRow.delivery == "queued") & OutboxRow.sent_at.is_(None), 1),
        (OutboxRow.delivery.in_(["queued", "sent"]), 2),
        (OutboxRow.delivery == "delivered", 3),
        else_=4,
    )
    dead = case((InboxRow.status == DEAD, 0), else_=1)
    each = (
        select(
            func.min(case((OutboxRow.id.is_(None), dead), else_=step)).label("step"),
            func.max(
                case(
                    (InboxRow.status == DEAD, "not_worked"),
                    ((OutboxRow.status == FAILED) | (OutboxRow.delivery == "failed"), OutboxRow.reason),
                    (OutboxRow.status == WAITING, OutboxRow.reason),
                )
            ).label("reason"),
        )
        .select_from(Recipient)
        .join(InboxRow, InboxRow.id == Recipient.inbox_id)
        .outerjoin(OutboxRow, OutboxRow.inbox_id == Recipient.inbox_id)
        .where(Recipient.broadcast_id == broadcast_id, Recipient.state == DEALT)
        .group_by(Recipient.id)
        .subquery()
    )
    return select(each.c.step, each.c.reason, func.count()).group_by(each.c.step, each.c.reason)


def _settle(found: Progress, step: int, reason: str | None, people: int) -> None:
    match step:
        case 0 if reason in WITHHELD:
            _add(found.dropped, reason or "", people)
        case 0:
            _add(found.failed, reason or "failed", people)
        case 1 if reason:
            _add(found.held, reason, people)
        case 1:
            found.under_way += people
        case 2:
            found.sent += people
        case 3:
            found.delivered += people
        case _:
            found.read += people


def _hold(found: Progress, reason: str | None, people: int) -> None:
    if reason:
        _add(found.held, reason, people)
    else:
        found.waiting += people


def _add(to: dict[str, int], reason: str, people: int) -> None:
    to[reason] = to.get(reason, 0) + people
