"""The `results.json` that Gradescope reads, one for each student.

Format: gradescope-autograders.readthedocs.io, "Autograder Specifications". What a student's code
has said is plain text there, never markdown or HTML. Results of hidden graders are shown when the
grades are published: before that they would answer each new upload.
"""

import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from autograder.export.finals import CellPoints, Final, Finals, Written, criteria_points
from autograder.feedback.criteria import Row, readable, rows
from autograder.records import Verdict
from autograder.spreadsheet import in_digits

Test = dict[str, Any]
NAME = "results.json"
STATUS = {Verdict.PASSED: "passed", Verdict.FAILED: "failed", Verdict.BLOCKED: "failed"}


def as_results(finals: Finals) -> Written:
    """Return `<student>/results.json` for everyone who has points."""
    fitting = [final for final in finals.graded if _is_folder(final.student.id)]
    strange = [final.student.id for final in finals.graded if not _is_folder(final.student.id)]
    files = {f"{final.student.id}/{NAME}": result_of(final, finals.max_score) for final in fitting}
    return Written(files, tuple(f"{name!r} cannot be the name of a folder" for name in strange))


def result_of(final: Final, max_score: float) -> str:
    """Return what Gradescope is told of one submission."""
    document = {
        "score": final.score,
        "execution_time": round(final.seconds),
        "output": "\n".join(_said(final, max_score)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "after_published",
        "stdout_visibility": "hidden",
        "tests": [test for cell in final.cells for test in _tests(cell)],
        "extra_data": {
            "student": final.student.id,
            "max_score": max_score,
            "late_penalty": final.late_penalty,
            "extra_credit": final.extra_credit,
            "waiting": final.waiting,
        },
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _said(final: Final, max_score: float) -> Iterator[str]:
    yield f"{in_digits(final.score)} of {in_digits(max_score)} points"
    if final.late_penalty:
        yield f"Late submission: -{in_digits(final.late_penalty)} points, taken off already"
    if final.extra_credit:
        yield f"Extra credit: {in_digits(final.extra_credit)} points, added already"
    if final.waiting:
        yield f"{in_digits(final.waiting)} points wait for a person"


def _tests(cell: CellPoints) -> Iterator[Test]:
    """Yield the criteria, then the cell itself where its points are a person's.

    Beside these the criteria only inform: a test without a score counts for nothing.
    """
    counts = not (cell.by_hand or cell.waits)
    for test, points in zip(_criteria(cell), _scores(cell), strict=True):
        yield {**test, **points} if counts else test
    if cell.result is None or not cell.result.criteria or not counts:
        yield _whole(cell)


def _criteria(cell: CellPoints) -> Iterator[Test]:
    found = rows(cell.result) if cell.result else []
    results = cell.result.criteria if cell.result else ()
    for row, result in zip(found, results, strict=True):
        name = f"{cell.notebook}: {cell.cell}: {row.name.replace('_', ' ')}"
        status = {"status": STATUS[result.verdict]} if result.verdict in STATUS else {}
        yield {"name": readable(name), "output": "\n".join(_lines(row)), **status}


def _scores(cell: CellPoints) -> Iterator[Test]:
    """Yield the points of each criterion; none for one that could not be judged."""
    for each in criteria_points(cell.result) if cell.result else ():
        judged = each.points is not None
        yield {"score": each.points, "max_score": each.max_points} if judged else {}


def _whole(cell: CellPoints) -> Test:
    name = readable(f"{cell.notebook}: {cell.cell}")
    if cell.waits and not cell.by_hand:
        return {"name": name, "output": f"Up to {in_digits(cell.max_score)} points from a person."}
    given = "Points given by a person." if cell.by_hand else ""
    return {"name": name, "output": given, "score": cell.score, "max_score": cell.max_score}


def _lines(row: Row) -> Iterator[str]:
    yield row.asked
    if row.message:
        yield row.message
    if row.hint:
        yield f"This looks like: {row.hint}"
    for name, value, asked in row.measurements:
        yield f"{name}: {value}" + (f" (expected: {asked})" if asked else "")


def _is_folder(name: str) -> bool:
    return name not in ("", ".", "..") and PurePath(name).name == name and "\0" not in name
