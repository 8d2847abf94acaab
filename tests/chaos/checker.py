"""The verdict, from the harness's own history, what the pretend Telegram received, and the final database. No more."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.db import Store
from storage.people import AddressRow, Citizen
from storage.post import DONE, SENT, InboxRow, OutboxRow
from storage.reports import Report
from tests.chaos.talk import History, chat


@dataclass(slots=True)
class Verdict:
    """Each list holds what is wrong. `extra`: messages that came once more; killed senders excuse one each."""

    lost: list[str] = field(default_factory=list)  # acknowledged, and not done
    doubled: list[str] = field(default_factory=list)  # kept or filed more than once
    disordered: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)  # a reply that never arrived
    extra: int = 0
    kills: int = 0

    @property
    def clean(self) -> bool:
        return not self.wrongs and self.extra <= self.kills

    @property
    def wrongs(self) -> dict[str, list[str]]:
        lists = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in ("extra", "kills")}
        return {name: found for name, found in lists.items() if found}

    def __str__(self) -> str:
        shown = {name: (len(found), found[:5]) for name, found in self.wrongs.items()}
        wrong = shown or "nothing lost, doubled, disordered or unsaid"
        return f"{wrong}; extra sends {self.extra}, sender kills {self.kills}"


def judge(history: History, received: dict[int, list[str]], store: Store, sender_kills: int) -> Verdict:
    """`received`: what each citizen's phone shows, in order. Citizen 0 was talked to in peace."""
    verdict = Verdict(kills=sender_kills)
    with store.read() as session:
        _inbox(session, store, history, verdict)
        _reports(session, store, history, verdict)
        if waiting := session.scalars(select(OutboxRow.id).where(OutboxRow.status != SENT)).all():
            verdict.unsaid.append(f"{len(waiting)} in the outbox")
    expected = [shape(text) for text in received[0]]
    for citizen in history.reports:
        _replies(expected, [shape(text) for text in received[citizen]], citizen, verdict)
    return verdict


def _inbox(session: Session, store: Store, history: History, verdict: Verdict) -> None:
    """I1, I2: every update that was acknowledged has one row, and it is done."""
    rows = session.execute(select(InboxRow.event_key, InboxRow.status).where(InboxRow.kind == "hook")).all()
    kept = Counter(bytes(row.event_key) for row in rows)
    done = Counter(bytes(row.event_key) for row in rows if row.status == DONE)
    for update in history.updates:
        key = store.vault.digest("event", "telegram", str(update.number))
        if update.acknowledged and not done[key]:
            verdict.lost.append(f"update {update.number}")
        if kept[key] > 1:
            verdict.doubled.append(f"update {update.number}")


def _reports(session: Session, store: Store, history: History, verdict: Verdict) -> None:
    """I3, I4: every report once, and each citizen's in the order she made them."""
    for citizen, said in history.reports.items():
        filed = _filed(session, store, citizen)
        counted = Counter(filed)
        verdict.lost += [f"report {words!r}" for words in said if not counted[words]]
        verdict.doubled += [f"report {words!r}" for words in counted if counted[words] > 1 or words not in said]
        if sorted(filed) == sorted(said) and filed != said:
            verdict.disordered.append(f"reports of citizen {citizen}")


def _filed(session: Session, store: Store, citizen: int) -> list[str]:
    mine = (
        select(Report.details_sealed, Citizen.data_key)
        .join(Citizen, Citizen.id == Report.citizen_id)
        .join(AddressRow, AddressRow.citizen_id == Citizen.id)
        .where(AddressRow.lookup == store.vault.digest("address", "telegram", chat(citizen)))
        .order_by(Report.id)
    )
    return [store.vault.read(sealed, drawer="report details", key=key) for sealed, key in session.execute(mine)]


def _replies(expected: Sequence[str], got: Sequence[str], citizen: int, verdict: Verdict) -> None:
    """I5: what was said in peace, in that order; the message before may come again (a sender died before its mark)."""
    place = 0
    for text in got:
        if place < len(expected) and text == expected[place]:
            place += 1
        elif place and text == expected[place - 1]:
            verdict.extra += 1
        elif text in expected[place:]:
            there = expected.index(text, place)
            verdict.unsaid += [f"citizen {citizen}, message {gone}" for gone in range(place, there)]
            place = there + 1
        else:
            verdict.disordered.append(f"citizen {citizen}, after message {place}")
    verdict.unsaid += [f"citizen {citizen}, message {gone}" for gone in range(place, len(expected))]


def shape(text: str) -> str:
    """A reply without what differs from citizen to citizen: numbers, references, dates."""
    return re.sub(r"[0-9][0-9, -]*", "#", text)
