"""The files of hostile and broken submissions, read.

A file in `cells/` replaces cells of an honest notebook: `# %% total` and `# %% scaled` stand for
the TODO cells, `# %% first` and `# %% last` are cells of the student's own at the notebook's ends.
A file in `makers/` defines `hand_in(folder, notebook)`, which writes the whole submission. The
head of each says:

class: resources, process, tampering, theft or notebook; then, after a comma, what kind
tries: what the submission wants, in a sentence
outcome: the points of both grade cells, such as "total 0, scaled 6", or "waits" for a person
says: words that the record or the notebook's outputs hold; "-" where nothing is worth a word;
    after a " | " those at a lower level of the sandbox than full,
    after a " / " those of another Python
seconds: limit of its cells and calls, for those that never end; else ample
"""

import re
import runpy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from attacks.attack_course import NOTEBOOK, honest, submission, todo
from heads import points_of, read_head
from nbformat import NotebookNode

from autograder.sandbox.levels import FULL

HERE = Path(__file__).parent
CELL_MARK = re.compile(r"^# %% (\w+)[ \t]*$", re.MULTILINE)
FIELDS = ("class", "tries", "outcome", "says")
# However busy the machine, what ends at all has ended by then.
AMPLE_SECONDS = 60.0
# Stands in a cell for the path of the course folder: an attacker may know it.
COURSE_FOLDER = "COURSE_FOLDER"


@dataclass(frozen=True)
class Attack:
    """One file: what it says of itself, and its source."""

    path: Path
    kind: str
    tries: str
    points: dict[str, float | None] = field(hash=False)
    says: str
    seconds: float
    source: str

    @property
    def name(self) -> str:
        """Name of the student who submits it."""
        return self.path.stem

    def told(self, text: str, level: str) -> bool:
        """Whether a text says what happened, in the words of a level of the sandbox."""
        at_full, *lower = self.says.split(" | ")
        said = at_full if level == FULL or not lower else lower[0]
        return any(words in text for words in said.split(" / "))

    def hand_in(self, course: Path, student: str) -> None:
        """Write the submission into a course."""
        folder, notebook = submission(course, student), honest(course)
        if self.path.parent.name == "makers":
            runpy.run_path(str(self.path))["hand_in"](folder, notebook)
            return
        fill_in(notebook, self.source.replace(COURSE_FOLDER, str(course)))
        nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")


@cache
def read_attacks() -> tuple[Attack, ...]:
    """Read every file, in order of name."""
    files = [*HERE.glob("cells/*.py"), *HERE.glob("makers/*.py")]
    return tuple(read_attack(path) for path in sorted(files, key=lambda path: path.stem))


def read_attack(path: Path) -> Attack:
    """Read one file; ValueError where its head lacks a field."""
    fields = read_head(path, FIELDS, ["seconds"])
    points, source = points_of(fields["outcome"]), path.read_text(encoding="utf-8")
    says = "" if fields["says"] == "-" else fields["says"]
    seconds = float(fields.get("seconds", AMPLE_SECONDS))
    return Attack(path, fields["class"], fields["tries"], points, says, seconds, source)


def fill_in(notebook: NotebookNode, source: str) -> None:
    """Put the cells of a file into an honest notebook."""
    _, *pieces = CELL_MARK.split(source)
    before, after = [], []
    for name, text in zip(pieces[::2], pieces[1::2], strict=True):
        if name in {"first", "last"}:
            (before if name == "first" else after).append(nbformat.v4.new_code_cell(text.strip()))
        else:
            todo(notebook, name).source = text.strip()
    notebook.cells = [*before, *notebook.cells, *after]
