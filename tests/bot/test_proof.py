"""Each rule of the proof, shown by a flow that breaks it."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.flow import Flow, bind
from bot.proof import Broken
from bot.script import Ask, Choose, Do, Fork, Option, Pick, Say, Step
from bot.words import Text, _

YES_NO = (Option("yes", _("Yes")), Option("no", _("No")))
HELLO = Say(_("Yes"))


def flow(steps: Mapping[str, Step], start: str = "a", **more: Any) -> Flow:
    return Flow("f", start, steps, **more)


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("starts at unknown step", {"steps": {"a": HELLO}, "start": "b"}),
    ("leads to unknown step 'b'", {"steps": {"a": Say(_("Yes"), then="b")}}),
    ("leads to unknown step 'b'", {"steps": {"a": Choose(_("Yes"), (Option("x", _("No"), then="b"),))}}),
    ("b is never reached", {"steps": {"a": HELLO, "b": HELLO}}),
    ("speaks of \\['name'\\]", {"steps": {"a": Say(Text("{name}"))}}),
    (
        "speaks of \\['b'\\]",  # known on one way only
        {
            "steps": {
                "a": Choose(_("Yes"), (Option("x", _("Yes"), then="b"), Option("y", _("No"), then="c"))),
                "b": Ask(_("No"), then="c"),
                "c": Say(Text("{b}")),
            }
        },
    ),
    (
        "speaks of \\['b'\\]",  # known, and forgotten again
        {
            "steps": {
                "a": Ask(_("No"), keep="b", then="c"),
                "c": Ask(_("No"), forgets=("b",), then="d"),
                "d": Say(Text("{b}")),
            }
        },
    ),
    ("speaks of \\['on'\\]", {"steps": {"a": Fork(on="on")}}),
    ("speaks of \\['found'\\]", {"steps": {"a": Pick(_("Yes"), among="found")}}),
    ("speaks of \\['then'\\]", {"steps": {"a": Ask(_("Yes"), simpler=Text("{then}"))}}),
    ("a blank without a name", {"steps": {"a": Say(Text("{}"))}}),
    ("asks nothing", {"steps": {"a": Ask()}}),
    ("no way out of", {"steps": {"a": Ask(_("Yes"), then="b"), "b": Ask(_("No"), then="a")}}),
    (
        "nobody is ever asked in \\['a', 'b'\\]",
        {
            "steps": {"a": Say(_("Yes"), then="b"), "b": Fork(on="x", to={"y": "@g"}, then="a")},
            "takes": frozenset({"x"}),
        },
    ),
    (
        "nobody is ever asked in \\['a', 'b'\\]",  # asked once, and then round and round
        {"steps": {"a": Ask(_("Yes"), once=True, then="b"), "b": Fork(on="a", to={"x": "a"})}},
    ),
    (
        "the digits of a",
        {"steps": {"a": Choose(_("Yes"), (Option("x", _("Yes"), key=1), Option("y", _("No"), key=1)))}},
    ),
    ("the digits of a", {"steps": {"a": Choose(_("Yes"), (Option("x", _("Yes"), key=12),))}}),
    ("more than 7 choices", {"steps": {"a": Choose(_("Yes"), tuple(Option(f"o{n}", _("Yes")) for n in range(8)))}}),
    ("nothing to choose", {"steps": {"a": Choose(_("Yes"), other=("x", "end"))}}),
    ("without a digit of its own", {"steps": {"a": Pick(_("Yes"), YES_NO, among="b")}, "takes": frozenset({"b"})}),
    (
        "forks on \\['maybe'\\]",
        {"steps": {"a": Choose(_("Yes"), YES_NO, then="b"), "b": Fork(on="a", to={"maybe": "end"})}},
    ),
    ("cannot be part of a button", {"steps": {"a": Choose(_("Yes"), (Option("نعم", _("Yes")),))}}),
    ("cannot be part of a button", {"steps": {"a/b": HELLO}, "start": "a/b"}),
    ("too long an id", {"steps": {"a": Choose(_("Yes"), (Option("x" * 61, _("Yes")),))}}),
    ("yet it is still there", {"steps": {"a": HELLO}, "renamed": {"a": "b"}}),
    ("which is not there", {"steps": {"a": HELLO}, "renamed": {"old": "new"}}),
]


@pytest.mark.parametrize(("fault", "made"), BROKEN, ids=[f"{n}" for n in range(len(BROKEN))])
def test_a_broken_flow_is_refused(fault: str, made: dict[str, Any]) -> None:
    with pytest.raises(Broken, match=fault):
        flow(**made)


def test_a_sound_flow_is_not() -> None:
    sound = flow(
        {
            "a": Choose(_("Yes"), YES_NO, then="b"),
            "b": Do(learns=("found",), action=lambda answers, desk: {"found": []}, then="c"),
            "c": Pick(_("No"), (Option("none", _("No"), key=0, then="a"),), among="found", then="d"),
            "d": Say(Text("{a} {c} {org} {phone}")),
        },
        renamed={"old": "a"},
    )
    assert sound.known["d"] == {"a", "found", "c"}


def test_a_book_knows_where_jumps_arrive() -> None:
    away = Flow("away", "a", {"a": Say(_("Yes"), then="@nowhere")})
    with pytest.raises(Broken, match="unknown flow '@nowhere'"):
        bind([away])


def test_a_jump_hands_over_what_is_needed() -> None:
    needy = Flow("needy", "a", {"a": Say(Text("{word}"))}, takes=frozenset({"word"}))
    bare = Flow("bare", "a", {"a": Say(_("Yes"), then="@needy")})
    with pytest.raises(Broken, match="without \\['word'\\]"):
        bind([needy, bare])
    asking = Flow("asking", "word", {"word": Ask(_("Yes"), then="@needy")})
    assert set(bind([needy, asking])) == {"needy", "asking"}


def test_flows_may_not_send_people_round_in_circles() -> None:
    one, two = (Flow(a, "a", {"a": Ask(_("Yes"), then=f"@{b}")}) for a, b in (("one", "two"), ("two", "one")))
    with pytest.raises(Broken, match="no end is ever reached"):
        bind([one, two])
    steps = {"a": Fork(on="x", to={"y": "end"}, then="@one")}
    silent = Flow("one", "a", steps, takes=frozenset({"x"}))
    with pytest.raises(Broken, match="nobody is ever asked"):
        bind([silent])


def test_two_flows_of_one_name() -> None:
    with pytest.raises(Broken, match="one name"):
        bind([flow({"a": HELLO}), flow({"a": HELLO})])
