"""Take submissions out of nbgrader's exchange, and give feedback back into it.

nbgrader's own collecting follows links, copies in place, and stops for all where one submission is
too large. Students write to the exchange, so here only plain files are copied, aside first, and
each student's by itself.
"""

import glob
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback

from autograder.course import Course
from autograder.disk import make_folder
from autograder.errors import OperatorFault
from autograder.folders import IGNORED, contents
from autograder.gradebook.copying import NEEDED
from autograder.gradebook.gradebook import NbgraderCourse, logged
from autograder.gradebook.settings import limits_of
from autograder.intake.keeping import copy_plain

ASIDE = ".collecting-"
MOST_TOLD = 10
# nbgrader's warnings may begin on the next line, and go on below.
WARNING = re.compile(r"^\[WARNING\]\s+(.*?)\s*(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


class CollectWhole(ExchangeCollect):
    """Collects a submission whole or not at all, wherever it is stopped."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Leave out what is not all there yet."""
        super().init_src()
        inbound = Path(self.inbound_path)
        self.src_records = [each for each in self.src_records if _whole(inbound / each["filename"])]

    def copy_files(self) -> None:
        """Say nothing where there is nothing yet."""
        if self.src_records:
            super().copy_files()

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy plain files aside, then give the folder its name."""
        records = Course(Path(self.coursedir.root)).records
        with tempfile.TemporaryDirectory(dir=records, prefix=ASIDE) as folder:
            aside = Path(folder, "whole")
            aside.mkdir()
            files, room = contents(Path(src), IGNORED), limits_of(self.config).notebook_bytes
            for reason in copy_plain(files, Path(src), aside, room)[:MOST_TOLD]:
                self.log.warning("not collected: %s", reason)
            aside.rename(dest)


@dataclass(frozen=True)
class ExchangeFolder:
    """The folder of the exchange in which a course's submissions arrive."""

    course: NbgraderCourse
    inbound: Path

    @classmethod
    def find(cls, course: NbgraderCourse) -> "ExchangeFolder | None":
        """Return it; None where the course has none, or an exchange that is no folder."""
        name, exchange = course.directory.course_id, ExchangeFactory(config=course.config).Collect()
        if not name or not isinstance(exchange, ExchangeCollect):
            return None
        inbound = Path(exchange.root, name, "inbound")
        return cls(course, inbound) if inbound.is_dir() else None

    def arrived(self, assignment: str) -> frozenset[str]:
        """Return the names of all that was handed in, to its end."""
        found = self.inbound.glob(f"*+{glob.escape(assignment)}+*")
        return frozenset(path.name for path in found if _whole(path))

    def collect(self, assignment: str, arrived: Iterable[str]) -> Iterator[str]:
        """Copy the newest submission of each student to `submitted/`; yield what is to be told.

        Nobody else may be grading or collecting.
        """
        records = Course(self.course.root).records
        make_folder(records)
        for left in records.glob(f"{ASIDE}*"):
            shutil.rmtree(left)
        for student in sorted({name.rsplit("+", 3)[0] for name in arrived}):
            if student.startswith(".") or not student or not student.isprintable():
                yield f"{self.inbound}: {student!r} is no name of a student; it was not collected"
            else:
                yield from self._collect(assignment, student)

    def release(self, assignment: str, student: str) -> bool:
        """Give a student's feedback back; False where it was not handed in here."""
        folder = self.course.root / "feedback" / student / assignment
        if not all((folder / name).is_file() for name in NEEDED):
            return False
        done = self._run(ExchangeReleaseFeedback, assignment, student)
        if not done["success"]:
            raise OperatorFault(f"feedback of {student} was not released: {_last_line(done)}")
        return True

    def _collect(self, assignment: str, student: str) -> Iterator[str]:
        done = self._run(CollectWhole, assignment, student)
        if not done["success"]:
            yield f"{student}: was not collected: {_last_line(done)}"
        yield from (f"{student}: {words}" for words in WARNING.findall(done.get("log", "")))

    def _run(self, kind: type, assignment: str, student: str) -> dict[str, Any]:
        """Run one of nbgrader's exchanges for one student, and return what it reports."""
        directory: CourseDirectory = self.course.directory
        directory.assignment_id, directory.student_id = assignment, glob.escape(student)
        config = self.course.config
        app = kind(coursedir=directory, authenticator=Authenticator(config=config), config=config)
        if isinstance(app, ExchangeCollect):
            app.update = True
        return logged(app, self.course.root)


def _whole(folder: Path) -> bool:
    """Whether what is handed in last is there; a link is no submission."""
    try:
        return not folder.is_symlink() and all((folder / name).stat().st_size for name in NEEDED)
    except OSError:
        return False


def _last_line(done: dict[str, Any]) -> str:
    """Return what an exception said, the last line of its traceback."""
    return str(done["error"]).strip().splitlines()[-1]
