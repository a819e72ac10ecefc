"""All visible checks of a notebook in one table: what passed, what failed, what is not tried."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from html import escape
from types import ModuleType
from typing import Any

from .report import CheckFailed, NotWritten

Check = Callable[[Any], None]

SIGNS = {"passed": "✓", "failed": "✗", "not written yet": "○", "not tried yet": "○"}
STILL = "What passes here tries an example or two; the graders try all that the text promises."


@dataclass(frozen=True)
class Row:
    """One check: the name that it looks at, what that is worth, and what the check says."""

    name: str
    points: int
    state: str
    words: str = ""


class Overview:
    """The rows, which Jupyter shows as a table, and everything else as text."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def __repr__(self) -> str:
        return "\n".join([*self._lines(), "", self._summary(), STILL])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in ("check", "points", "state", ""))
        body = "".join(map(_html, self.rows))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"{table}<p>{self._summary()} {STILL}</p>"

    def _lines(self) -> Iterator[str]:
        width = max(len(row.name) for row in self.rows)
        for row in self.rows:
            yield f"{row.name:<{width}}  {row.points:>2} points  {SIGNS[row.state]} {row.state}"
            yield from (f"    {line}" for line in row.words.splitlines())

    def _summary(self) -> str:
        passed = sum(row.state == "passed" for row in self.rows)
        return f"{passed} of {len(self.rows)} checks passed."


def all(module: ModuleType, defined: Mapping[str, Any]) -> Overview:
    """Run every check of a module on what a notebook has defined; show it as one table."""
    return Overview([_row(name, defined, *each) for name, each in module.CHECKS.items()])


def _row(name: str, defined: Mapping[str, Any], check: Check, points: int) -> Row:
    if name not in defined:
        return Row(name, points, "not tried yet", f"{name} is not defined yet: run its cell.")
    return Row(name, points, *_tried(check, defined[name]))


def _tried(check: Check, subject: Any) -> tuple[str, str]:
    """Return the state of a check and its own words; what is printed meanwhile is left out."""
    try:
        with redirect_stdout(io.StringIO()):
            check(subject)
    except NotWritten as error:
        return "not written yet", str(error)
    except CheckFailed as error:
        return "failed", str(error)
    except Exception as error:  # the student's code may raise anything
        return "failed", f"{type(error).__name__}: {error}"
    return "passed", ""


def _html(row: Row) -> str:
    words = escape(row.words).replace("\n", "<br>").replace("  ", "&nbsp;&nbsp;")
    left = 'style="text-align: left"'
    return (
        f'<tr><th scope="row" {left}><code>{escape(row.name)}</code></th><td>{row.points}</td>'
        f"<td {left}>{SIGNS[row.state]} {row.state}</td><td {left}>{words}</td></tr>"
    )
