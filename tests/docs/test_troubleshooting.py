"""The messages that the page on troubles quotes are messages of the package."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from tiny_course import PROJECT

PAGE = (PROJECT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
FIRST_CELL = re.compile(r"^\| (`.*?`+(?: or `.*?`)*) \|", re.MULTILINE)
QUOTED = re.compile(r"``(.+?)``|`(.+?)`")
DIFFERS = "…"
QUOTED_MESSAGES = [
    message.strip()
    for cell in FIRST_CELL.findall(PAGE)
    for pair in QUOTED.findall(cell)
    for message in pair
    if message
]


@cache
def texts_of_the_package() -> tuple[str, ...]:
    """Return every text in the package's source, with `…` where a value is put in."""
    files = (
        path for path in (PROJECT / "autograder").rglob("*.py") if "templates" not in path.parts
    )
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    return tuple(text for tree in trees for text in texts_in(tree))


def texts_in(tree: ast.Module) -> Iterator[str]:
    """Yield texts without documentation: strings, and f-strings with their values left out."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else DIFFERS
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in documentation:
            yield node.value if isinstance(node.value, str) else ""


def test_page_quotes_a_message_in_each_row() -> None:
    """No row of a table lacks its message."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    headings = [line for line in rows if line.startswith("| message |")]
    assert len(headings) > 5
    assert len(FIRST_CELL.findall(PAGE)) == len(rows) - len(headings)


@pytest.mark.parametrize("message", QUOTED_MESSAGES)
def test_message_is_one_of_the_package(message: str) -> None:
    """A message that is changed in the source is changed on the page."""
    pieces = [re.escape(piece) for piece in message.split(DIFFERS)]
    pattern = re.compile(".*".join(pieces), re.DOTALL)
    assert any(map(pattern.search, texts_of_the_package()))
