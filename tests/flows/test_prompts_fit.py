"""Every prompt of every flow in every language, in the shape of every channel, within what each can carry."""

import pytest

from bot import engine
from bot.channels import CAPABILITIES, NAMES, shape
from bot.folding import fold
from bot.messages import Reply
from bot.place import Place
from bot.steps import Question
from bot.words import LANGUAGES
from flows import BOOK
from flows.status import ALIKE
from tests.fakes import FakeDesk

SEGMENTS = 6  # of an SMS for one step: what the longest prompt takes in a 16-bit script, choices included
MINE = [{"id": f"482913507{n}", "label": f"482-913-507{n}: Untreated sewage into the river"} for n in range(7)]
KNOWN = {  # as long as they really get
    "ticket": "482-913-5070",
    "office": "Directorate of Sewerage, Ramadi",
    "due": {"day": "2026-03-16"},
    "date": {"moment": "2026-03-09T08:30:00+00:00"},
    "note": "A team was there on Monday and replaced the pipe.",
    "question": "Which street is it, and since when?",
    "problem": "SEW-RIVER",
    "where": "behind the market, Kufa",
    "details": {"text": "Sewage runs down the street in front of the school", "media": [], "location": None},
    "told": "Sewage runs down the street in front of the school\nPhoto",
    "service": "Untreated sewage into the river",
    "area": "Ramadi",
    "status": "Sent to the office",
    "digits": 9,
    "title": "Water at home and in the street",
    "results": "\n".join(f"{n}. Do you have water today?\nYes 62%, No 38%" for n in range(1, 4)),
    "open": [{"id": f"poll-{n}", "label": "Water at home and in the street"} for n in range(7)],
    "mine": [{"id": f"482913507{n}", "label": f"482-913-507{n}: Untreated sewage into the river"} for n in range(7)],
    "alike": [
        {"id": f"482913507{n}", "label": f"482-913-507{n}: Untreated sewage into the river"} for n in range(ALIKE)
    ],
    "event": "Women's dialogue: water in our street",
    "time": "16:00",
    "place": "Youth centre, Imam Ali street",
    "about": "Which pipes are replaced first, and who decides?",
    "pos": 12,
    "n": 150,
    "handle": "K7F2-PM",
    "link": "https://jawab.example.org/sessions/K7F2PMXA",
    "ahead": [{"id": str(n), "label": f"Women's dialogue: water in our street, {n} March 2026"} for n in range(5)],
    "found": [{"id": str(n), "label": "Sekondi-Takoradi Metropolitan"} for n in range(7)],
}
SPOTS = [(flow, name) for flow in BOOK.values() for name, step in flow.steps.items() if step.text]


def prompts(language: str) -> list[tuple[str, Reply]]:
    desk = FakeDesk(language=language)
    said = []
    for flow, name in SPOTS:
        at = Place(flow.name, name, KNOWN)
        said.append((f"{flow.name}.{name}", engine.say(flow, at, flow.steps[name], desk)))
    return said


@pytest.mark.parametrize("channel", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_prompts_fit(language: str, channel: str) -> None:
    can = CAPABILITIES[channel]
    for spot, reply in prompts(language):
        parts = shape(channel, reply)
        assert parts, spot
        assert sum(part.segments for part in parts) <= SEGMENTS or channel != "sms", spot
        assert len(parts) == 1, f"{spot} is cut in two on {channel}"
        for part in parts:
            assert len(part.text.encode("utf-16-le")) // 2 <= can.text_limit, spot
            assert all(len(button.id.encode()) <= can.choice_limit for button in part.buttons), spot
            longest = can.button_label if part.shape == "buttons" else can.list_label
            assert all(len(button.label) <= longest for button in part.buttons), spot


@pytest.mark.parametrize("channel", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_can_be_made_on_every_channel(language: str, channel: str) -> None:
    """By a button, or by a digit that is written."""
    for spot, reply in prompts(language):
        parts = shape(channel, reply)
        pressed = {button.id for part in parts for button in part.buttons}
        written = fold(" ".join(part.text for part in parts))
        for button in reply.buttons:
            assert button.id in pressed or f"{button.key}." in written, spot


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_of_one_question_differ(language: str) -> None:
    for spot, reply in prompts(language):
        labels = [fold(button.label) for button in reply.buttons]
        if not spot.endswith(("which", "alike")):
            assert len(set(labels)) == len(labels), spot


def test_every_question_is_among_them() -> None:
    every = ((flow.name, name, step) for flow in BOOK.values() for name, step in flow.steps.items())
    asked = {(flow, name) for flow, name, step in every if isinstance(step, Question)}
    assert asked <= {(flow.name, name) for flow, name in SPOTS}
