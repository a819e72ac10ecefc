"""Plug-ins for `nbgrader export`: final points in the formats of `autograder export`.

    nbgrader export --exporter=autograder.gradebook.exporters.CanvasExporter \\
        --assignment='["week5"]' --CanvasExporter.template=canvas.csv --to=filled.csv

`CriteriaCsvExporter`, `CriteriaJsonExporter` and `GradescopeExporter` need no template,
`CanvasExporter` and `MoodleExporter` do.
"""

import sys
from pathlib import Path
from typing import ClassVar

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.export.finals import Finals, Written
from autograder.export.formats import Request, default_place, save, waiting, write_as
from autograder.gradebook.finals import read_finals


class _Exporter(ExportPlugin):
    """What the plug-ins have in common."""

    format: ClassVar[str]

    def export(self, gradebook: Gradebook) -> None:
        """Write the points of one assignment; nbgrader would show an error of ours as its own."""
        try:
            finals = self._finals(gradebook)
            request = self._request()
            written = write_as(request, finals)
            place = Path(self.to) if self.to else default_place(request, finals.assignment)
            save(written, place)
        except AutograderError as error:
            self.log.error(str(error))
            sys.exit(1)
        self._tell(finals, written)
        self.log.info("Exported final points to %s", place)

    def _request(self) -> Request:
        return Request(self.format)

    def _finals(self, gradebook: Gradebook) -> Finals:
        names = [str(name) for name in self.assignment]
        if len(names) != 1:
            raise CourseError(
                f"expected one assignment, as in --assignment='[\"week5\"]', got {names}"
            )
        course = Course(Path(self.parent.coursedir.root))
        return read_finals(gradebook, course, names[0], [str(name) for name in self.student])

    def _tell(self, finals: Finals, written: Written) -> None:
        for line in (*finals.left_out, *written.unmatched):
            self.log.warning("Left out: %s", line)
        for line in (*written.notes, *waiting(finals)):
            self.log.info(line)


class CriteriaCsvExporter(_Exporter):
    """Points by criterion, one row a student."""

    format = "csv"


class CriteriaJsonExporter(_Exporter):
    """Points and verdicts by criterion."""

    format = "json"


class GradescopeExporter(_Exporter):
    """Gradescope's results.json for each student."""

    format = "gradescope"


class _Filling(_Exporter):
    """Fills in what a learning platform offers for download."""

    template = Unicode("", help="the CSV that the platform offers for download").tag(config=True)
    column = Unicode("", help="the column that gets the points").tag(config=True)

    def _request(self) -> Request:
        return Request(self.format, Path(self.template) if self.template else None, self.column)


class CanvasExporter(_Filling):
    """Canvas's gradebook with the points filled in."""

    format = "canvas"


class MoodleExporter(_Filling):
    """Moodle's grading worksheet with the points filled in."""

    format = "moodle"
