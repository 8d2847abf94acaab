"""People who press anything, say anything and come back at any time: always an answer, never filed twice."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from bot.messages import Location, Media
from bot.place import Place
from tests.fakes import FakeDesk, heard
from tests.theatre import SHELF, Stage

WORDS = [
    *"0123456789",
    *(
        "yes",
        "no",
        "skip",
        "menu",
        "back",
        "cancel",
        "help",
        "stop",
        "start",
        "language",
        "status",
        "report",
        "private",
        "agent",
    ),
    *("Kufa", "Najaf", "nowhere", "hello", "???", "", "\u202e\0", "{ticket} {", "4829135070", "status 48291350"),
    *("Water runs down the street", "The inspector wants a bribe", "الماء مقطوع من أسبوع", "គ្មានទឹកប្រើ"),
]
KINDS = st.sampled_from(["photo", "voice", "video", "file"])
ASKED = {"reference": "4829135070", "office": "Water office"}


class Walk(RuleBasedStateMachine):
    """One citizen at random. Her place is saved and read again at every step (see theatre.Stage)."""

    buttons: Bundle[str] = Bundle("buttons")

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage(FakeDesk(language_chosen=False, consented=False))

    @rule(target=buttons, words=st.sampled_from(WORDS))
    def types(self, words: str) -> str:
        return self._heard(text=words)

    @rule(target=buttons, words=st.text(max_size=30))
    def types_anything(self, words: str) -> str:
        return self._heard(text=words)

    @rule(target=buttons, button=buttons)
    def presses_any_button_so_far(self, button: str) -> str:
        return self._heard(choice=button)

    @precondition(lambda self: bool(self.offered))
    @rule(target=buttons, n=st.integers(0, 8))
    def presses_one_that_is_shown(self, n: int) -> str:
        return self._heard(choice=self.offered[n % len(self.offered)])

    @rule(
        target=buttons,
        kind=st.sampled_from(["photo", "voice", "video", "file"]),
        caption=st.sampled_from(["", "look here please"]),
    )
    def sends(self, kind: str, caption: str) -> str:
        return self._heard(text=caption, media=(Media(kind, "ref"),))  # type: ignore[arg-type]

    @rule(target=buttons)
    def sends_a_pin(self) -> str:
        return self._heard(location=Location(33.0, 44.0))

    @rule(target=buttons, flow=st.sampled_from(["confirm", "more", "poll-1", "results"]))
    def is_asked(self, flow: str) -> str:
        self.stage.ask(flow, {**ASKED, "note": "Done.", "question": "Where?", "poll": "1"})
        return self._first_button()

    @precondition(lambda self: self.stage.kept)
    @rule()
    def comes_back_after_her_step_vanished(self) -> None:
        self.stage.kept = replace(self.stage.at, step="gone").to_json()

    @property
    def offered(self) -> list[str]:
        return [button.id for reply in self.stage.shown for button in reply.buttons]

    def _heard(self, **said: object) -> str:
        before = len(self.stage.desk.filed) + len(self.stage.desk.private)
        self.stage.hear(heard(**said))  # type: ignore[arg-type]
        filed = len(self.stage.desk.filed) + len(self.stage.desk.private) - before
        assert filed <= 1
        assert not (filed and not self.stage.desk.consented)
        return self._first_button()

    def _first_button(self) -> str:
        return self.offered[0] if self.offered else "menu/menu/report"

    @invariant()
    def is_answered(self) -> None:
        if self.stage.kept and self.stage.at.step != "gone":
            assert self.stage.shown
            assert all(reply.text.strip() for reply in self.stage.shown)
            assert all(len(button.id.encode()) <= 64 for reply in self.stage.shown for button in reply.buttons)

    @invariant()
    def stands_where_one_can_stand(self) -> None:
        at: Place | None = self.stage.at if self.stage.kept else None
        if at and at.step != "gone":
            assert at.over or SHELF[at.flow].question(at.step)
            assert len(self.stage.kept or "") < 100_000

    def teardown(self) -> None:
        """There is always a way out."""
        self.stage.say("stop")
        assert self.stage.desk.stopped
        assert self.stage.at.over


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
