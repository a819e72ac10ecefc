"""Tests that an instructor wrote into grade cells themselves, and whether they can be run.

Students get a cell without its hidden tests, and with asserts in place of nbgrader's AUTOTEST
lines; the instructor's notebook has the first and lacks the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
AUTOTEST = "AUTOTEST"
NO_SOURCE = "the notebook in source/, where its tests stand, is missing or lacks this cell"
NO_TEST = "there is no code in it"
HIDDEN_AUTOTEST = (
    "what nbgrader makes of AUTOTEST lines among hidden tests stands in no notebook; "
    "write them as asserts"
)
HIDDEN_FIRST = "its hidden tests stand above AUTOTEST lines or other code; put them at the end"
NOT_EXPANDED = (
    "the AUTOTEST lines in it were not expanded; "
    "run `nbgrader generate_assignment` with an autotests.yml"
)


@dataclass(frozen=True)
class CellTests:
    """The tests of one cell: `source` is what is run, empty for a `reason` in words."""

    source: str = ""
    reason: str = ""
    visible: bool = False
    hidden: bool = False
    autotest: bool = False


def cell_tests(source: str | None, released: str) -> CellTests:
    """Join what the instructor's cell and the released one hold; None where there is no source."""
    if source is None:
        return CellTests(reason=NO_SOURCE)
    lines = source.splitlines()
    inside = hidden_lines(lines)
    shown = [line for line, hides in zip(lines, inside, strict=True) if not hides]
    hidden = [line for line, hides in zip(lines, inside, strict=True) if hides]
    reason = _reason(lines, inside, released)
    text = "\n".join([released, *hidden]) if _directives(shown) else source
    return CellTests(
        source="" if reason else text,
        reason=reason,
        visible=any(map(_is_code, shown)),
        hidden=any(map(_matters, hidden)),
        autotest=_directives(lines),
    )


def hidden_lines(lines: Sequence[str]) -> list[bool]:
    """Say of each line whether it stands among hidden tests, their marks included."""
    inside, found = False, []
    for line in lines:
        inside = inside or BEGIN_HIDDEN in line
        found.append(inside)
        inside = inside and END_HIDDEN not in line
    return found


def _reason(lines: Sequence[str], inside: Sequence[bool], released: str) -> str:
    """Say why the tests of a cell cannot be run; empty where they can."""
    shown = [at for at, line in enumerate(lines) if not inside[at] and _matters(line)]
    hidden = [at for at, line in enumerate(lines) if inside[at] and _matters(line)]
    if not shown and not hidden:
        return NO_TEST
    if _directives([lines[at] for at in hidden]):
        return HIDDEN_AUTOTEST
    if not _directives([lines[at] for at in shown]):
        return ""
    if _directives(released.splitlines()):
        return NOT_EXPANDED
    return HIDDEN_FIRST if hidden and hidden[0] < shown[-1] else ""


def _directives(lines: Sequence[str]) -> bool:
    return any(map(_is_directive, lines))


def _is_directive(line: str) -> bool:
    return AUTOTEST in line and line.strip().startswith("#")


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


def _matters(line: str) -> bool:
    return _is_code(line) or _is_directive(line)
