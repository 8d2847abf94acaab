"""A conversation as a table of named steps, proven to hang together when it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot import proof
from bot.answers import Answers
from bot.script import Choose, Question, Step
from bot.steps import END, JUMP
from bot.words import Text


@dataclass(frozen=True)
class Flow:
    """A conversation: its steps by name. The names are stored, so renaming one is a migration (`renamed`).

    takes, may     answers that must, and that may, be handed in when the flow begins
    renamed        old name -> new name, of steps and of answers; "step/option" of options
    terms          answer -> code -> what it is called, where no Choose says so
    aside          when it ends, we return to what was being asked before
    evergreen      the buttons of its first question keep their meaning for ever (the menu)
    lasting        step -> "flow/step" of an evergreen flow, which takes its buttons when this one is over
    unfinished     is kept when she turns to something else, and offered again
    stray          the answer under which sentences are kept that were no answer to the question asked
    before_consent may be served to someone who has agreed to nothing yet
    subject        the answer handed in that says what it is about (the id of a session): its buttons carry it, so that
                   one is never an answer about another, and an old one opens the flow again
    """

    name: str
    start: str
    steps: Mapping[str, Step]
    takes: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    aside: bool = False
    evergreen: bool = False
    lasting: Mapping[str, str] = field(default_factory=dict)
    unfinished: bool = False
    stray: str = ""
    before_consent: bool = False
    subject: str = ""

    def __post_init__(self) -> None:
        proof.prove(self)

    @cached_property
    def known(self) -> Mapping[str, frozenset[str]]:
        """What is certain to be known on reaching each step, whichever way one came."""
        return proof.known(self)

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, Text]]:
        """Answer name -> option id -> label, to show a choice again."""
        labels = {name: dict(terms) for name, terms in self.terms.items()}
        for name, step in self.steps.items():
            if isinstance(step, Choose):
                labels.setdefault(step.keep or name, {}).update({option.id: option.label for option in step.options})
        return labels

    def handed(self, answers: Answers) -> Answers:
        """Of another flow's answers, those that this one takes."""
        return {name: value for name, value in answers.items() if name in self.takes | self.may}

    def giving(self, missing: frozenset[str]) -> str | None:
        """The first step that gives one of the missing answers."""
        for name, step in self.steps.items():
            if any(way.gives & missing for way in step.ways(name)):
                return name
        return None

    def about(self, answers: Answers) -> str:
        """What a beginning or a place of this flow is about; empty where that does not matter."""
        return str(answers.get(self.subject, "")) if self.subject else ""

    def question(self, name: str) -> Question | None:
        step = self.steps.get(name)
        return step if isinstance(step, Question) else None

    @property
    def exits(self) -> set[str]:
        """END and the flows this one leads to."""
        targets = {way.then for name, step in self.steps.items() for way in step.ways(name)}
        return {target.removeprefix(JUMP) for target in targets if target == END or target.startswith(JUMP)}


Book = Mapping[str, Flow]


def bind(flows: Sequence[Flow]) -> Book:
    """The book of all flows, proven as a whole: jumps arrive, with what they need, and all come to an end."""
    book = {flow.name: flow for flow in flows}
    proof.prove_book(flows)
    return book
