"""The house keeps its shape: short files and functions, rooms with a sign on the door, no rooms for odds and ends."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = SETTINGS["tool"]["importlinter"]["root_packages"]

FILE_LINES, TEST_LINES, FUNCTION_LINES = 250, 400, 40  # a table of cases may be long
LONG_FILES: dict[str, str] = {}  # path: the reason why it is one thing all the same
LONG_FUNCTIONS: dict[str, str] = {}  # path:name: the reason
ODDS_AND_ENDS = {"utils", "util", "helpers", "core", "common", "models", "services", "config", "misc", "base"}


def sources(*folders: str) -> list[Path]:
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "versions" not in path.parts
    ]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without the functions in it, which are counted by themselves (routes of a blueprint)."""
    inner = [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef) and node is not function]
    return len(set(lines_of(function)).difference(*map(lines_of, inner)))


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def test_files_are_short() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in sources(*ROOMS, "scripts", "bench", "tests")}
    most = {path: TEST_LINES if path.startswith("tests/") else FILE_LINES for path in lengths}
    long = {path: lines for path, lines in lengths.items() if lines > most[path] and path not in LONG_FILES}
    assert not long, f"a noun wants a file of its own: {long}"
    assert not (spent := [path for path in LONG_FILES if lengths.get(path, 0) <= most[path]]), (
        f"no longer long: {spent}"
    )


def test_functions_are_short() -> None:
    lengths = {
        f"{name(path)}:{function.name}": own_lines(function)
        for path in sources(*ROOMS, "scripts", "bench", "tests")
        for function in functions(ast.parse(path.read_text()))
    }
    long = {where: lines for where, lines in lengths.items() if lines > FUNCTION_LINES and where not in LONG_FUNCTIONS}
    assert not long, f"too much in one function: {long}"
    assert not (spent := [where for where in LONG_FUNCTIONS if lengths.get(where, 0) <= FUNCTION_LINES]), (
        f"short: {spent}"
    )


@pytest.mark.parametrize("room", ROOMS)
def test_every_package_says_what_it_is_for(room: str) -> None:
    for folder in {path.parent for path in sources(room)}:
        door = folder / "__init__.py"
        assert door.exists(), f"{name(folder)} has no __init__.py"
        assert ast.get_docstring(ast.parse(door.read_text())), f"{name(door)} has no docstring"


@pytest.mark.parametrize("room", [*ROOMS, "scripts", "bench"])
def test_every_file_says_what_it_is_for(room: str) -> None:
    silent = [name(path) for path in sources(room) if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent


def test_no_room_for_odds_and_ends() -> None:
    tops = {path.stem if path.is_file() else path.name for path in ROOT.iterdir()}
    assert not tops & ODDS_AND_ENDS


def test_the_wheel_carries_every_room() -> None:
    packed = SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packed) == {*ROOMS, "locales"}
    assert set(ROOMS) <= set(SETTINGS["tool"]["mypy"]["files"])


def test_the_purity_contract_names_every_file_of_the_talk() -> None:
    pure = next(law for law in SETTINGS["tool"]["importlinter"]["contracts"] if "pure" in law["name"])
    files = {f"bot.{path.stem}" for path in (ROOT / "bot").glob("*.py") if path.stem != "__init__"}
    assert set(pure["source_modules"]) == files | {"flows"}


def test_the_lock_files_name_no_place() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        words = (ROOT / lock).read_text()
        assert "--hash=sha256:" in words
        assert "//" not in words
        assert " @ " not in words


def test_the_lock_files_agree() -> None:
    product, dev = (
        {line.split(" \\")[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert product < dev, f"run `make lock`: {product - dev}"
    named = {
        entry.split("[")[0].split("~")[0].split(">")[0].split("=")[0].lower()
        for entry in SETTINGS["project"]["dependencies"]
    }
    assert named <= {pin.split("==")[0] for pin in product}, "run `make lock`"
