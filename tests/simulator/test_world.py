"""The state behind the phones: kept over a restart, counted right, carried in order."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator import segments
from simulator.postman import Postman
from simulator.world import World


def test_history_outlives_a_restart(tmp_path: Path) -> None:
    path = str(tmp_path / "world.sqlite")
    for round in (1, 2):
        world = World(path)
        phone = world.people.meet("sms", "+9647500000001")
        world.add(phone, "citizen", "sending", {"text": f"round {round}"})
        world.close()
    world = World(path)
    assert [message.content["text"] for message in world.messages("sms", "+9647500000001")] == ["round 1", "round 2"]
    assert world.version == 2
    world.close()


def test_a_new_world_does_not_count_from_one(tmp_path: Path) -> None:
    """A product that outlives the simulator's file must not take new messages for old ones."""
    ids = []
    for day in (1, 2):
        world = World(now=lambda day=day: datetime(2026, 11, day, tzinfo=UTC))  # type: ignore[misc]
        ids.append(world.add(world.people.meet("telegram", "7"), "citizen", "sending", {"text": "x"}).id)
        world.close()
    assert 1 < ids[0] < ids[1] < 2**31


def test_nothing_half_done(tmp_path: Path) -> None:
    world = World()
    world.people.add("Ali", "+9647500000001")
    with pytest.raises(ValueError, match="taken"):
        world.people.add("Impostor", "+9647500000002", telegram=world.people.newest(1)[0].phones[1].address)
    assert [who.name for who in world.people.newest()] == ["Ali"]
    world.close()


@pytest.mark.parametrize(
    ("text", "parts", "encoding"),
    [
        ("a" * 160, 1, "GSM-7"),
        ("a" * 161, 2, "GSM-7"),
        ("€" * 80, 1, "GSM-7"),
        ("a" * 152 + "€" + "a" * 8, 2, "GSM-7"),  # the euro does not straddle the boundary
        ("ا" * 70, 1, "UCS-2"),
        ("ا" * 71, 2, "UCS-2"),
        ("😀" * 35, 1, "UCS-2"),
        ("😀" * 36, 2, "UCS-2"),
        ("a" * 100 + "ş", 2, "UCS-2"),
        ("ក្រ" * 67, 4, "UCS-2"),  # 201 units, clusters of 3 kept whole: 66 to a part
        ("", 1, "GSM-7"),
    ],
)
def test_parts_as_the_carrier_bills_them(text: str, parts: int, encoding: str) -> None:
    assert segments.count(text) == (parts, encoding)


def test_a_lane_is_carried_in_order_and_lanes_side_by_side() -> None:
    postman, held = Postman(workers=4), threading.Event()
    order: list[str] = []
    tries = [0]

    def stubborn() -> float | None:
        tries[0] += 1
        if tries[0] < 3:
            return 0.0
        held.wait(10)
        order.append("a1")
        return None

    def neighbour() -> None:
        order.append("b1")
        held.set()

    postman.carry("a", stubborn)
    postman.carry("a", lambda: order.append("a2"))
    postman.carry("b", neighbour)
    assert postman.idle(10)
    postman.stop()
    assert order == ["b1", "a1", "a2"]


def test_a_broken_job_does_not_stop_its_lane() -> None:
    postman, done = Postman(workers=1), threading.Event()
    postman.carry("a", lambda: 1 / 0)
    postman.carry("a", done.set)
    assert done.wait(10)
    postman.stop()
