"""What holds for all of the package is said of each part of it, new ones too."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograder
from autograder.own_code import NOT_JUDGING

PACKAGE = Path(autograder.__file__).parent
PARTS = {
    *(path.name for path in PACKAGE.glob("*.py") if path.name != "__init__.py"),
    *(path.parent.name for path in PACKAGE.glob("*/__init__.py")),
}
SANDBOXED = {"adapters", "reader", "worker"}
# What each contract says of the others leaves out these.
LEFT_OUT = {
    "Untrusted worker and reader of files import nothing of ours": SANDBOXED,
    "Adapters are found by name alone, and import the worker only": {"adapters"},
    # The first two are that folder and its extension; figures are drawn in `feedback/`.
    "nbgrader is named in one folder, matplotlib in one": SANDBOXED
    | {"gradebook", "jupyter", "feedback", "sandbox"},
}
# A change of these grades everybody anew.
JUDGING = {
    *("adapters", "audit", "cell_tests.py", "course.py", "disk.py", "errors.py", "folders.py"),
    *("fork_server", "grade", "grader_files.py", "testing", "groups.py", "hashes.py", "health"),
    *("intake", "jobs", "limits.py", "own_code.py", "processes.py", "reader", "records.py"),
    *("released.py", "sandbox", "solutions.py", "states.py", "store.py", "submitted.py"),
    *("tasks.py", "thresholds.py", "worker"),
}
# Words for people, and what would read a fact out of them.
SENTENCES = {"message", "reason", "told", "hint", "asked"}
READING = {
    *("partition", "rpartition", "split", "rsplit", "startswith", "endswith", "find", "index"),
    *("removeprefix", "removesuffix", "match", "search", "fullmatch", "findall", "finditer"),
}
# Sentences of others, who offer no fact beside them.
FOREIGN = {
    "grade/causes.py": "Python's, of a missing name",
    "report/accuracies.py": "a grader's author's, of what was asked; records hold no number",
    "testing/faults.py": "NumPy's and pandas', of a condition that is neither true nor false",
    "testing/plugin.py": "pytest's, below an assertion",
}


def contracts() -> dict[str, set[str]]:
    """Return the parts of the package that each contract speaks of, by its name."""
    text = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return {each["name"]: _named(each) for each in said if each["name"] in LEFT_OUT}


def _named(contract: dict[str, list[str]]) -> set[str]:
    names = [*contract["source_modules"], *contract["forbidden_modules"]]
    return {name.split(".")[1] for name in names if name.startswith("autograder.")}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_contract_speaks_of_every_part(name: str) -> None:
    """A new folder is in each list, or its reason to stay out is here."""
    every = {part.removesuffix(".py") for part in PARTS}
    assert contracts()[name] | LEFT_OUT[name] == every


def test_every_part_judges_or_does_not() -> None:
    """Whether a change of it grades everybody anew is decided for each."""
    assert JUDGING | NOT_JUDGING == PARTS
    assert not JUDGING & NOT_JUDGING


def test_no_module_parses_a_message() -> None:
    """Facts stay data until they are shown: no sentence of ours is taken apart for one."""
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(map(_takes_words_apart, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == set(FOREIGN)


def _takes_words_apart(node: ast.AST) -> bool:
    """Whether code cuts, searches or compares the beginning of what is said to people."""
    return any(map(_is_sentence, _read_by(node)))


def _read_by(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Call(func=ast.Attribute(value=text, attr=method), args=[_, *_] as args) if (
            method in READING
        ):
            yield from (text, *args)
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[text]):
            yield text


def _is_sentence(text: ast.expr) -> bool:
    """Whether an expression is words by its name, or the text of an exception."""
    match text:
        case ast.Name(id=name):
            return name in SENTENCES - {"asked"}
        case ast.Attribute(attr=name):
            return name in SENTENCES
        case ast.Call(func=ast.Name(id="str"), args=[ast.Name(id="error" | "fault" | "reason")]):
            return True
    return False
