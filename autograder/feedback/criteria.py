"""The table of criteria of one grade cell: as HTML and as plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from autograder.feedback.gradients import number
from autograder.records import (
    CellResult,
    CriterionResult,
    Fault,
    FaultKind,
    Measurement,
    Verdict,
)

# What a cell raises that was left as it was released.
UNWRITTEN = "NotImplementedError"
MESSAGE_LENGTH = 1200
INSIDE = "judged inside the student's process"

# terminal colours, control characters, lone surrogates, marks that turn the direction of writing
UNREADABLE = re.compile(
    "\x1b\\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
CODE = re.compile(r"`([^`\n]+)`")
CODE_HTML = Markup(
    '<code style="background-color: inherit; color: inherit;'
    ' font-family: ui-monospace, monospace;">{}</code>'
)


@dataclass(frozen=True)
class VerdictStyle:
    """How a verdict is shown: shape and word for print, dark colour on a tint for the screen."""

    mark: str
    word: str
    colour: str
    tint: str


NOT_TRIED = VerdictStyle("○", "not tried", "#474747", "#eeeeee")
PARTLY = VerdictStyle("◐", "partly passed", "#6b5200", "#fbf3d5")
VERDICT_STYLES = {
    Verdict.PASSED: VerdictStyle("✓", "passed", "#00573f", "#e2f2ec"),
    Verdict.FAILED: VerdictStyle("✗", "failed", "#8f2f00", "#fce9df"),
    Verdict.BLOCKED: VerdictStyle("○", "blocked", "#474747", "#eeeeee"),
    Verdict.UNJUDGED: VerdictStyle("?", "left to a person", "#4b2e7f", "#efe9f8"),
}


@dataclass(frozen=True)
class Row:
    """One criterion, ready to be shown; `lost` is in points of the cell."""

    style: VerdictStyle
    name: str
    asked: str
    message: str
    hint: str
    measurements: tuple[tuple[str, str, str], ...]
    points: str
    lost: float


def criteria_html(cell: CellResult) -> str:
    """Return headline and table with inline styles only; everything in them is escaped."""
    return _template().render(headline=headline(cell), notice=notice(cell), rows=rows(cell))


def criteria_text(cell: CellResult) -> str:
    """Return the same as plain text."""
    head = filter(None, (headline(cell), notice(cell)))
    return "\n".join([*head, *(line for row in rows(cell) for line in _lines(row))])


def headline(cell: CellResult) -> str:
    """Return the points, or that it waits for a person, and how many criteria passed."""
    if cell.score is None:
        # as true before that person has been there as it is after
        points = f"Left to a person, who gives up to {_points(cell.worth)} points"
    elif cell.bonus:
        points = f"{_points(cell.score)} of up to {_points(cell.bonus)} bonus points"
    else:
        points = f"{_points(cell.score)} of {_points(cell.max_score)} points"
    passed = sum(result.verdict is Verdict.PASSED for result in cell.criteria)
    count = len(cell.criteria)
    return f"{points}; {passed} of {count} criteria passed" if count else points


def notice(cell: CellResult) -> str:
    """Say why nothing in a cell could be tried; empty where something was."""
    failed = [result for result in cell.criteria if result.verdict is Verdict.FAILED]
    tried = any(result.credit or result.verdict is Verdict.UNJUDGED for result in cell.criteria)
    faults = [result.fault for result in failed if result.fault is not None]
    if tried or not faults or len(faults) < len(failed):
        return ""
    if all(map(_unwritten, faults)):
        return "Not written yet."
    messages = {result.message for result in failed}
    alike = len(messages) == 1
    return f"Nothing could be tried: {readable(min(messages)).rstrip('.')}." if alike else ""


def _unwritten(fault: Fault) -> bool:
    return fault.kind is FaultKind.RAISED and fault.exception == UNWRITTEN


def rows(cell: CellResult) -> list[Row]:
    """Return the criteria in order, each with its share of the cell's points."""
    found = [_row(*each) for each in zip(cell.criteria, cell.shares, strict=True)]
    if not notice(cell):
        return found
    return [replace(row, style=NOT_TRIED, message="", hint="") for row in found]


def _row(result: CriterionResult, share: float) -> Row:
    judged = result.verdict is not Verdict.UNJUDGED
    earned = _points(share * result.credit) if judged else "?"
    return Row(
        style=_style(result),
        name=result.name,
        asked=readable(f"{result.asked} ({INSIDE})" if result.inside else result.asked),
        message=readable(result.message) or _given(result),
        hint=readable(result.hint),
        measurements=tuple(_measured(measurement) for measurement in result.measurements),
        points=f"{earned} of {_points(share)}",
        lost=share * (1 - result.credit) if judged else 0.0,
    )


def _given(result: CriterionResult) -> str:
    """Say of what passed with earlier functions given which ones; empty for all else."""
    return f"right, given {in_code(result.given)}" if result.given else ""


def _style(result: CriterionResult) -> VerdictStyle:
    partly = result.verdict is Verdict.FAILED and result.credit > 0
    return PARTLY if partly else VERDICT_STYLES[result.verdict]


def _measured(measurement: Measurement) -> tuple[str, str, str]:
    value = f"{number(measurement.value)} {measurement.unit}".rstrip()
    return readable(measurement.name), readable(value), readable(measurement.asked)


def readable(text: str) -> str:
    """Take out what cannot be shown and cut what is too long: messages may quote a student."""
    shown = UNREADABLE.sub("", text).strip()
    if len(shown) <= MESSAGE_LENGTH:
        return shown
    return f"{shown[:MESSAGE_LENGTH]} … ({len(shown) - MESSAGE_LENGTH} characters left out)"


def in_code(names: Sequence[str]) -> str:
    """Return names one after the other, each marked as code."""
    return ", ".join(f"`{name}`" for name in names)


def with_code(text: str) -> Markup:
    """Return text as HTML, in which what stands between backticks is code."""
    parts = enumerate(CODE.split(text))
    return Markup().join(CODE_HTML.format(part) if index % 2 else part for index, part in parts)


def _points(value: float) -> str:
    return f"{round(value, 2):g}"


def _lines(row: Row) -> Iterator[str]:
    yield f"{row.style.mark} {row.style.word} ({row.points} points): {row.asked}"
    yield from (f"    {line}" for line in row.message.splitlines())
    if row.hint:
        yield f"    Looks like: {row.hint}"
    for name, value, asked in row.measurements:
        yield f"    {name}: {value}" + (f" (expected: {asked})" if asked else "")


@cache
def _template() -> Template:
    loader = PackageLoader("autograder.feedback")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["with_code"] = with_code
    return environment.get_template("criteria.html.j2")
