"""Only along the table, with a reason where she must be told one."""

import pytest

from bot.vocabulary import OPEN, STATES
from civic import reports, states
from storage.db import Store
from tests.civic.conftest import Town, a_report
from tests.civic.office import asked, history, move, put, told


@pytest.mark.parametrize("before", STATES)
def test_only_along_the_table(town: Town, store: Store, before: str) -> None:
    with store.session() as session:
        reports_ = {after: put(session, a_report(session, store), before) for after in STATES}
        for after, report in reports_.items():
            words = len(told(session, store)) + len(asked(session, store))
            if after in states.MOVES[before]:
                move(session, town, report, after)
                assert report.state == after
                words += 1
            else:
                with pytest.raises(reports.MoveRefused) as refused:
                    move(session, town, report, after)
                assert refused.value.allowed == states.MOVES[before]
                assert report.state == before
            assert len(told(session, store)) + len(asked(session, store)) == words


def test_the_table_hangs_together() -> None:
    assert set(states.MOVES) == set(STATES)
    for before, allowed in states.MOVES.items():
        assert allowed, f"{before} is a dead end"
        assert before not in allowed
        assert set(allowed) <= set(STATES)
    assert not states.ENDED & OPEN
    assert set(states.ASKS) <= states.REASON_REQUIRED


@pytest.mark.parametrize("state", sorted(states.REASON_REQUIRED))
@pytest.mark.parametrize("text", ["", "  \n", "x" * (reports.TEXT_LIMIT + 1)])
def test_a_reason_where_she_must_be_told(town: Town, store: Store, state: str, text: str) -> None:
    before = next(before for before, allowed in states.MOVES.items() if state in allowed)
    with store.session() as session:
        report = put(session, a_report(session, store), before)
        with pytest.raises(reports.Unsaid):
            move(session, town, report, state, text)
        assert report.state == before
        assert len(history(session, report)) == 1
