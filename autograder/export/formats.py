"""The formats by their names, and where their files lie."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from autograder.disk import write_or_tell
from autograder.errors import TableError
from autograder.export.canvas import fill_canvas
from autograder.export.finals import Finals, Written
from autograder.export.moodle import fill_moodle
from autograder.export.results import as_results
from autograder.export.tables import as_csv, as_json
from autograder.spreadsheet import Table, in_digits, read_table

Fill = Callable[[Finals, Table, str], Written]
# Each with the way to its template, and the column that is filled in unless another is named.
TEMPLATES: Mapping[str, tuple[Fill, str, str]] = MappingProxyType(
    {
        "canvas": (fill_canvas, "Canvas, Grades → Export → Export Entire Gradebook", ""),
        "moodle": (
            fill_moodle,
            "Moodle, View all submissions → Download grading worksheet",
            "Grade",
        ),
    }
)
PLAIN: Mapping[str, Callable[[Finals], Written]] = MappingProxyType(
    {
        "csv": lambda finals: Written({"": as_csv(finals)}),
        "json": lambda finals: Written({"": as_json(finals)}),
        "gradescope": as_results,
    }
)
FORMATS = (*PLAIN, *TEMPLATES)
ENDINGS = MappingProxyType({"csv": ".csv", "json": ".json", "gradescope": "-gradescope"})


@dataclass(frozen=True)
class Request:
    """What is asked for; an empty `column` is the one called like the assignment."""

    format: str
    template: Path | None = None
    column: str = ""


def write_as(request: Request, finals: Finals) -> Written:
    """Return the files of a format; TableError where its template is missing or of another kind."""
    if request.format in PLAIN:
        if request.template or request.column:
            raise TableError(f"the format {request.format} is made without a template")
        return PLAIN[request.format](finals)
    fill, way, column = TEMPLATES[request.format]
    if request.template is None:
        raise TableError(f"expected --template FILE, the CSV from {way}")
    asked = request.column or column or finals.assignment
    return fill(finals, read_table(request.template), asked)


def default_place(request: Request, assignment: str) -> Path:
    """Return where an export lies in the course's folder."""
    ending = ENDINGS.get(request.format, f"-{request.format}.csv")
    return Path("exports") / f"{assignment}{ending}"


def save(written: Written, place: Path) -> None:
    """Write the files, each of them whole; OperatorFault where the disk does not take one."""
    for name, text in written.files.items():
        path = place / name if name else place
        write_or_tell(path, text)


def waiting(finals: Finals) -> Iterator[str]:
    """Name those of whose points a person has yet to give some."""
    for final in finals.graded:
        if final.waiting:
            yield f"{final.student.id}: {in_digits(final.waiting)} points wait for a person"
