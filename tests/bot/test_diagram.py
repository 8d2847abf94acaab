import regex

from bot.diagram import mermaid
from bot.flow import Flow
from bot.script import Choose, Do, Fork, Option, Say
from bot.words import _
from flows import BOOK

FLOW = Flow(
    "tea",
    "likes",
    {
        "likes": Choose(_('"Tea"?'), (Option("yes", _("Yes")), Option("no", _("No"), then="bye")), then="make"),
        "make": Do(then="which"),
        "which": Fork(on="likes", to={"yes": "@menu"}, then="bye"),
        "bye": Say(_("Bye")),
    },
)


def test_a_flow_as_a_picture() -> None:
    assert mermaid(FLOW).splitlines() == [
        "flowchart TD",
        "  start((start)) --> s_likes",
        '  s_likes{{"likes: #quot;Tea#quot;?"}}',
        '  s_likes -->|"yes"| s_make',
        '  s_likes -->|"no"| s_bye',
        '  s_make[["make"]]',
        "  s_make --> s_which",
        '  s_which{"which"}',
        '  s_which -.->|"yes"| to_menu["@menu"]',
        "  s_which --> s_bye",
        '  s_bye("bye: Bye")',
        "  s_bye --> finish((end))",
    ]


def test_every_step_of_every_flow_is_drawn() -> None:
    for flow in BOOK.values():
        drawn = set(regex.findall(r"^  s_(\w+)\W*[\[({]", mermaid(flow), regex.MULTILINE))
        assert drawn >= set(flow.steps)
