"""The rules of seats, against every way in which people could be sat by hand."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.seats import OPEN, WOMEN, YOUTH, Groups, Rules, displaced, fill, fits, kinds

ANYONE, WOMAN, YOUNG = frozenset[str](), frozenset({WOMEN}), frozenset({YOUTH})
PEOPLE = (ANYONE, WOMAN, YOUNG, WOMAN | YOUNG)
SMALL = [Rules(c, w, y) for c in range(5) for w in range(c + 1) for y in range(c - w + 1)]


def by_hand(rules: Rules, people: Sequence[Groups]) -> bool:
    """Whether some way of sitting them all down exists: all are tried."""
    chairs = [OPEN] * rules.open + [WOMEN] * rules.women + [YOUTH] * rules.youth
    return any(
        all(chair == OPEN or chair in groups for chair, groups in zip(order, people, strict=True))
        for order in set(itertools.permutations(chairs, len(people)))
    )


def crowds(most: int) -> Iterator[tuple[Groups, ...]]:
    for size in range(most + 1):
        yield from itertools.combinations_with_replacement(PEOPLE, size)


@pytest.mark.parametrize("rules", SMALL, ids=str)
def test_fits_is_true_exactly_when_a_way_exists(rules: Rules) -> None:
    for people in crowds(5):
        assert fits(rules, people) == by_hand(rules, people)


@pytest.mark.parametrize("rules", SMALL, ids=str)
def test_everyone_who_fits_gets_a_seat_she_may_take(rules: Rules) -> None:
    for people in filter(lambda people: fits(rules, people), crowds(4)):
        for order in set(itertools.permutations(people)):
            given = kinds(rules, order)
            assert all(kind == OPEN or kind in groups for kind, groups in zip(given, order, strict=True))
            assert Counter(given) <= Counter({OPEN: rules.open, WOMEN: rules.women, YOUTH: rules.youth})


rules = st.builds(
    lambda kept, spare: Rules(sum(kept) + spare, *kept),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.integers(0, 6),
)
queues = st.lists(st.sampled_from(PEOPLE), max_size=14)


@given(rules, queues, queues)
def test_the_queue_is_served_in_order_and_nobody_is_passed_over_without_need(
    rules: Rules, first: list[Groups], queue: list[Groups]
) -> None:
    seated = [first[place] for place in fill(rules, [], first)]
    chosen = fill(rules, seated, queue)
    assert chosen == sorted(set(chosen))
    assert fits(rules, [*seated, *(queue[place] for place in chosen)])
    for place in set(range(len(queue))) - set(chosen):
        ahead = [queue[other] for other in chosen if other < place]
        assert not fits(rules, [*seated, *ahead, queue[place]])


@given(rules, queues)
def test_seats_are_lost_from_the_end(rules: Rules, seated: list[Groups]) -> None:
    gone = displaced(rules, seated)
    assert fits(rules, [groups for place, groups in enumerate(seated) if place not in gone])
    if fits(rules, seated):
        assert not gone


def test_a_kept_seat_is_not_for_everybody() -> None:
    assert fill(Rules(3, women=2), [], [ANYONE, ANYONE, WOMAN, WOMAN, WOMAN]) == [0, 2, 3]


def test_those_who_may_take_several_make_room() -> None:
    """A young woman on a woman's seat moves to a young person's, and another woman can come."""
    assert fill(Rules(2, women=1, youth=1), [WOMAN | YOUNG], [WOMAN]) == [0]
    assert kinds(Rules(2, women=1, youth=1), [WOMAN | YOUNG, WOMAN]) == [YOUTH, WOMEN]
