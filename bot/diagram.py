"""A flow as a picture: Mermaid text, from the same table that is played."""

from bot.choices import Option
from bot.flow import Flow
from bot.script import Choose, Do, Fork, Go, Pick, Question, Say, Several, Step
from bot.steps import END, JUMP

_SHAPES = {
    Say: ("(", ")"),
    Fork: ("{", "}"),
    Go: ("{", "}"),
    Do: ("[[", "]]"),
    Choose: ("{{", "}}"),
    Several: ("{{", "}}"),
    Pick: ("{{", "}}"),
}
_LONGEST = 60  # characters of a sentence that a box shows


def mermaid(flow: Flow) -> str:
    """A flowchart: questions as boxes, office work with double sides, leaving for other flows dashed."""
    lines = ["flowchart TD", f"  start((start)) --> {_id(flow.start)}"]
    for name, step in flow.steps.items():
        lines.append(f"  {_id(name)}{_box(name, step)}")
        lines += (f"  {_id(name)} {arrow} {target}" for arrow, target in _arrows(name, step))
    return "\n".join(lines) + "\n"


def _box(name: str, step: Step) -> str:
    left, right = _SHAPES.get(type(step), ("[", "]"))
    text = " ".join(step.text.split())
    words = f"{name}: {text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}" if text else name
    return f'{left}"{words.replace(chr(34), "#quot;")}"{right}'


def _arrows(name: str, step: Step) -> list[tuple[str, str]]:
    """Each way out once, with the choices that lead there."""
    if isinstance(step, Go):
        return [("-.->", f'to_{step.to}["{step.to}"]')]
    labels: dict[str, list[str]] = {}
    for way in step.ways(name):
        labels.setdefault(way.then, [])
    for option in step.options if isinstance(step, Question) else ():
        labels[_target(option, step)].append(option.id)
    if isinstance(step, Fork):
        for value, target in step.to.items():
            labels[target].append(value)
    return [(_arrow(target, chosen), _end(target)) for target, chosen in labels.items()]


def _target(option: Option, step: Step) -> str:
    return option.then or step.then


def _arrow(target: str, chosen: list[str]) -> str:
    line = "-.->" if target.startswith(JUMP) else "-->"
    return f'{line}|"{", ".join(chosen)}"|' if chosen else line


def _end(target: str) -> str:
    if target == END:
        return "finish((end))"
    return f'to_{target[1:]}["@{target[1:]}"]' if target.startswith(JUMP) else _id(target)


def _id(name: str) -> str:
    return f"s_{name}"  # "end" alone is a word of Mermaid's own
