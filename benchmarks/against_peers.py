"""`otter run` of Otter-Grader and `autograder grade`, in turns in one run, on the light course.

`otter run` grades one submission without a container; it is called for each of the class, as many
at a time as `autograder grade` has processes. `otter grade` needs Docker. Otter runs the same
criteria (`in_kernel.py`), one test case each, in the kernel of the student's code. Prints medians,
their ratio, and how many students have the same points.

Otter-Grader needs an environment of its own, with this package in it:

    python -m venv otter
    otter/bin/pip install otter-grader .
    python benchmarks/against_peers.py --otter otter/bin/otter --students 60 --rounds 5
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from against_nbgrader import COMMAND
from classes import NAMES, class_parser, make_course

from autograder.course import Course
from autograder.records import read_record
from autograder.testing.run import collect_graders

HERE = Path(__file__).parent
ASSIGNMENT = NAMES["light"]
# What Otter reads of a question: its name, and a test case with points for each criterion.
QUESTION = """\
import sys; sys.path.insert(0, {folder!r})
from in_kernel import credits
from otter.test_files import test_case
OK_FORMAT = False
name = {cell!r}
points = None
"""
CASE = """
@test_case(points={points}, hidden=True)
def test_{criterion}(env):
    assert credits({graders!r}, {cell!r})[{criterion!r}] == 1
"""


def main() -> None:
    """Make the class, grade it by turns, print."""
    options = _options()
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        room = Path(folder)
        course = make_course("light", room / "course", options.students)
        tests = _tests(course, room / "autograder.zip")
        rounds = [_round(options, course, tests) for _ in range(options.rounds)]
    theirs, ours, equal = map(statistics.median, zip(*rounds, strict=True))
    print(f"otter run        {theirs:8.1f} s")
    print(f"autograder grade {ours:8.1f} s")
    print(f"ratio            {theirs / ours:8.2f}")
    print(f"students with equal points {equal:.0%}")


def _round(options: argparse.Namespace, course: Path, tests: Path) -> tuple[float, float, float]:
    """Return the seconds of both, and the share of students with equal points."""
    started = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as threads:
        files = sorted((course / "submitted").glob("*/*/*.ipynb"))
        points = threads.map(lambda file: _otter(options.otter, tests, file), files)
        theirs = {file.parent.parent.name: each for file, each in zip(files, points, strict=True)}
    between = time.monotonic()
    words = [*COMMAND, str(course), "--jobs", str(options.jobs), "--force"]
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own command
    ended = time.monotonic()
    ours = {path.stem: read_record(path) for path in (course / "records").glob("*/*.json")}
    equal = [abs(theirs[name] - record.score) < 1e-6 for name, record in ours.items()]
    return between - started, ended - between, statistics.mean(equal)


def _otter(otter: Path, tests: Path, notebook: Path) -> float:
    """Grade one submission; return its points."""
    with tempfile.TemporaryDirectory() as folder:
        words = [str(otter.absolute()), "run", "-a", str(tests), "-o", folder, str(notebook)]
        environment = {**os.environ, "PATH": f"{otter.absolute().parent}:{os.environ['PATH']}"}
        ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - the program that was named
        if ran.returncode:
            raise SystemExit(f"otter run failed: {ran.stderr[-3000:]}")
        results = json.loads((Path(folder) / "results.json").read_text())
    return float(sum(each.get("score", 0.0) for each in results["tests"]))


def _tests(course: Path, archive: Path) -> Path:
    """Write what Otter grades with: a question for each grade cell, a case for each criterion."""
    [released] = Course(course).assignment(ASSIGNMENT).notebooks.values()
    graders = course / "tests" / "graders" / ASSIGNMENT / f"test_{released.name}.py"
    criteria, points = (
        collect_graders(graders),
        {each.name: each.points for each in released.grade_cells},
    )
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("otter_config.json", json.dumps({"pdf": False}))
        for cell in sorted({each.cell for each in criteria}):
            own = [each for each in criteria if each.cell == cell]
            share = points[cell] / sum(each.weight for each in own)
            text = QUESTION.format(folder=str(HERE), cell=cell) + "".join(
                CASE.format(
                    points=share * each.weight,
                    criterion=each.name,
                    graders=str(graders),
                    cell=cell,
                )
                for each in own
            )
            written.writestr(f"tests/{cell}.py", text)
    return archive


def _options() -> argparse.Namespace:
    parser = class_parser(__doc__)
    parser.add_argument("--otter", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
