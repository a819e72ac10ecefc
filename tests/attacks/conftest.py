"""One batch of all attacks, each between two honest neighbours, as root and as ordinary user."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from attacks import batch, interpreter
from attacks.attack_course import (
    ASSIGNMENT,
    ENVIRONMENT_MARK,
    NOTEBOOK,
    honest,
    make_attack_course,
    submission,
)
from attacks.reading import Attack, read_attacks
from attacks.watch import FOLDER, Leftovers
from effort import THOROUGH
from heads import wanted

from autograder.records import GradeRecord, NotebookGrade
from autograder.sandbox.privileges import NOBODY
from autograder.sandbox.probe import probe
from autograder.store import RecordStore

ROOT, ORDINARY = "root", "ordinary user"
# Most of a batch does not depend on who grades: all attacks are made on an ordinary user.
TRIED_AS_ROOT = read_attacks()[:: 1 if THOROUGH else 4]
TESTS = Path(__file__).parents[1]
SECONDS = 1800
LEVELS = pytest.StashKey[dict[str, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the level of each batch for the report."""
    config.stash[LEVELS] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is tried as an ordinary user only."""
    left_out = [item for item in items if not tried(item)]
    items[:] = [item for item in items if tried(item)]
    config.hook.pytest_deselected(items=left_out)


def tried(item: pytest.Item) -> bool:
    """Tell whether a test is run."""
    chosen = parameters(item)
    by_root = chosen.get("graded") == ROOT
    return not by_root or chosen.get("attack", TRIED_AS_ROOT[0]) in TRIED_AS_ROOT


def parameters(item: pytest.Item) -> dict[str, Any]:
    """Return the parameters of a test; empty where it has none."""
    found = vars(item).get("callspec")
    return dict(found.params) if found else {}


def pytest_report_header() -> str:
    """Name the level that the tests' own user has."""
    return f"sandbox level: {probe().name}"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name the level that each batch was graded at."""
    for user, said in config.stash[LEVELS].items():
        terminalreporter.write_line(f"attacks as {user}: {said}")


@dataclass(frozen=True)
class Batch:
    """What one batch gave."""

    root: Path
    findings: dict[str, Any]

    @property
    def store(self) -> RecordStore:
        """The records of the batch."""
        return RecordStore(self.root / "records" / ASSIGNMENT)

    def student(self, attack: Attack) -> str:
        """Return under which name an attack was handed in."""
        return next(name for name in self.findings["reasons"] if name[4:] == attack.name)

    def neighbours(self, attack: Attack) -> tuple[str, str]:
        """Return who was graded just before and just after an attack."""
        number = int(self.student(attack)[:3])
        return honest_name(number - 1), honest_name(number + 1)

    def record(self, student: str) -> GradeRecord:
        """Return a student's record."""
        found = self.store.record(student)
        assert found is not None, f"{student}: {self.findings['reasons'][student]}"
        return found

    def grade(self, student: str) -> NotebookGrade:
        """Return the grade of a student's notebook, its fresh outputs included."""
        return self.store.notebooks(student)[NOTEBOOK]

    def leftovers(self, student: str) -> Leftovers:
        """Return what was left in the grading process after one student."""
        text = (self.root / FOLDER / f"{student}.json").read_text()
        return Leftovers(**json.loads(text))


def honest_name(number: int) -> str:
    """Return the name of the honest student of a number."""
    return f"{number:03}-honest"


@pytest.fixture(scope="session", params=[ROOT, ORDINARY])
def graded(request: pytest.FixtureRequest) -> Iterator[Batch]:
    """Grade every attack in one batch, as one kind of user."""
    if request.param == ROOT and os.geteuid() != 0:
        pytest.skip("the tests do not run as root")
    # Not pytest's own folder, which nobody else may enter, and not /tmp, which workers cover.
    with tempfile.TemporaryDirectory(prefix="attacks-", dir="/var/tmp") as folder:
        place = Path(folder)
        place.chmod(0o755)
        root = make_attack_course(place / "course")
        same_user = [
            item
            for item in request.session.items
            if parameters(item).get("graded") == request.param
        ]
        hand_everything_in(root, wanted(same_user, "attack", read_attacks()))
        user = NOBODY if request.param == ORDINARY and os.geteuid() == 0 else None
        run_batch(place, user)
        findings = json.loads((root / batch.FINDINGS).read_text())
        said = f"level {findings['level']!r}, {len(findings['reasons']) // 2} attacks"
        request.config.stash[LEVELS][request.param] = said
        yield Batch(root, findings)


def hand_everything_in(root: Path, attacks: Sequence[Attack]) -> None:
    """Submit an honest notebook before and after each attack."""
    for number in range(0, 2 * len(attacks) + 1, 2):
        folder = submission(root, honest_name(number))
        nbformat.write(honest(root), folder / f"{NOTEBOOK}.ipynb")
    for number, attack in enumerate(attacks):
        attack.hand_in(root, f"{2 * number + 1:03}-{attack.name}")


def run_batch(place: Path, user: int | None) -> None:
    """Run the batch in a process of its own, as another user where one is named."""
    command = Path(sys.executable)
    if user is not None and not interpreter.reachable():
        command = interpreter.copied(place)
    scratch = place / "scratch"
    scratch.mkdir()
    if user is not None:
        for path in [place, *place.rglob("*")]:
            os.chown(path, user, user, follow_symlinks=False)
    environment = os.environ | {
        "HOME": str(place),
        "TMPDIR": str(scratch),
        "PYTHONPATH": str(TESTS),
        "LD_LIBRARY_PATH": str(place / interpreter.BASE / "lib"),
        "ATTACKED": ENVIRONMENT_MARK,
    }
    subprocess.run(
        [command, "-m", "attacks.batch", str(place / "course")],
        check=True,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        env=environment,
        cwd=place,
        timeout=SECONDS,
    )
