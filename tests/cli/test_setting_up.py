"""Courses as they are set up by hand: what runs where, and how to go on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbgrader.apps.api import NbGraderAPI
from tiny_course import ASSIGNMENT, NOTEBOOK, PROJECT, answered, code_cell, hand_in

from autograder.cli import main
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.store import RecordStore

CONFIGURATION = (PROJECT / "nbgrader_config.py").read_text()
COURSE_ID = "c.CourseDirectory.course_id = 'second'\n"
STOCK = "c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute']\n"
RIGHT = "def double(x):\n    return x + x\n"
SOLUTION = f'"""Wheat: adds.\n\nnotebook: {NOTEBOOK}\n"""\n# %% double\n'
WRITES = """\
try:
    open({path!r}, "w").close()
except OSError:
    pass
"""


def run(course: Path, *arguments: str) -> Result:
    """Run the command and return what it printed."""
    return CliRunner().invoke(main, [*arguments, "--course", str(course)], terminal_width=200)


def said(course: Path, *arguments: str) -> str:
    """Run a command that succeeds, and return its words in one line."""
    result = run(course, *arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


@pytest.fixture
def outside(course: Path, tmp_path: Path) -> Path:
    """The file that a submission, and a solution, write where they are not confined."""
    path = tmp_path / "outside"
    source = WRITES.format(path=str(path)) + RIGHT
    hand_in(course, "ada", answered(course, source))
    folder = course / "solutions" / ASSIGNMENT / "double"
    folder.mkdir(parents=True)
    (folder / "wheat_adds.py").write_text(SOLUTION + source)
    return path


def without(course: Path) -> None:
    """Take the configuration away."""
    (course / "nbgrader_config.py").unlink()


def quickstart(course: Path) -> None:
    """Leave what `nbgrader quickstart` writes."""
    (course / "nbgrader_config.py").write_text(COURSE_ID)


def broken(course: Path) -> None:
    """Leave a bracket open."""
    (course / "nbgrader_config.py").write_text(f"{CONFIGURATION}\nc.Limits.update({{\n")


def overridden(course: Path) -> None:
    """Let another file in the course have the last word."""
    names = '["nbgrader.preprocessors.Execute"]'
    text = f'{{"Autograde": {{"autograde_preprocessors": {names}}}}}'
    (course / "nbgrader_config.json").write_text(text)


def at_home(course: Path) -> None:
    """Let a file in the home folder speak where the course does not."""
    quickstart(course)
    home = course.parent / "home"
    home.mkdir()
    (home / "nbgrader_config.py").write_text(STOCK)


CONFIGURATIONS = [without, quickstart, broken, overridden, at_home]
REFUSED = [broken, overridden, at_home]


@pytest.fixture(params=CONFIGURATIONS, ids=lambda make: make.__name__)
def configuration(
    request: pytest.FixtureRequest, course: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], None]:
    """Each configuration under which nbgrader runs what students wrote in an ordinary kernel."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(course.parent / "home"))
    make: Callable[[Path], None] = request.param
    return make


def test_nothing_runs_outside_whatever_a_file_says(
    configuration: Callable[[Path], None], course: Path, outside: Path
) -> None:
    """`grade`, `regrade` and `verify` confine what students wrote, or refuse the file."""
    configuration(course)
    for command in (["grade"], ["regrade"], ["verify", "--secrets", "1"]):
        result = run(course, *command[:1], ASSIGNMENT, *command[1:], "--jobs", "1")
        refused = "nbgrader_config" in result.output
        assert refused == (configuration in REFUSED), result.output
        assert "Traceback" not in result.output
        assert not outside.exists()
    record = RecordStore(course / "records" / ASSIGNMENT).record("ada")
    assert (record and record.score) == (None if configuration in REFUSED else 4.0)


def test_doctor_says_what_nbgrader_would_do(
    configuration: Callable[[Path], None], course: Path
) -> None:
    """It ends with status 1, in words, where the button of the formgrader is not safe."""
    configuration(course)
    result = run(course, "doctor")
    assert result.exit_code == 1
    words = " ".join(result.output.split())
    assert "would run student code in an ordinary kernel" in words
    assert ("nbgrader_config.py, line" in words) == (configuration in (broken, at_home))
    assert ("nbgrader_config.json, line 1" in words) == (configuration is overridden)


def cloned(course: Path) -> Path:
    """Return the course as a clone has it: all but the gradebook."""
    (course / "gradebook.db").unlink()
    return course


def total(course: Path) -> dict[str, float]:
    """Return what the gradebook holds."""
    return NbgraderCourse.open(course).totals(ASSIGNMENT)


def test_cloned_course_is_entered_and_graded(course: Path) -> None:
    """The release stays as it is, and need not be made again; who handed nothing in has a zero."""
    release = course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    before = release.read_bytes()
    hand_in(cloned(course), "ada", answered(course, RIGHT))
    hand_in(course, "bob", "{").unlink()
    said(course, "grade", ASSIGNMENT, "--jobs", "1")
    assert total(course) == {"ada": 4.0, "bob": 0.0}
    assert release.read_bytes() == before


def test_entry_is_the_one_that_nbgrader_makes(course: Path) -> None:
    """Points, cells and checksums are those of `nbgrader generate_assignment`."""
    made = entry(course)
    NbgraderCourse.open(cloned(course)).enter_assignment(Course(course).assignment(ASSIGNMENT))
    assert entry(course) == made


def entry(course: Path) -> list[tuple[object, ...]]:
    """Return what the gradebook holds of the assignment's cells."""
    with NbgraderCourse.open(course).gradebook() as gradebook:
        notebook = gradebook.find_notebook(NOTEBOOK, ASSIGNMENT)
        points = [(cell.name, cell.max_score, cell.cell_type) for cell in notebook.grade_cells]
        sources = [(cell.name, cell.locked, cell.checksum) for cell in notebook.source_cells]
        return sorted(points) + sorted(sources) + [(notebook.kernelspec,)]


def test_assignment_that_the_formgrader_began_is_completed(course: Path) -> None:
    """Its button for a new assignment makes an entry without notebooks."""
    with NbgraderCourse.open(cloned(course)).gradebook() as gradebook:
        gradebook.add_assignment(ASSIGNMENT)
    hand_in(course, "ada", answered(course, RIGHT))
    said(course, "grade", ASSIGNMENT, "--jobs", "1")
    assert total(course) == {"ada": 4.0}


def autograde(course: Path) -> "subprocess.CompletedProcess[str]":
    """Run the stock command."""
    tools = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"}
    command = [tools / "nbgrader", "autograde", ASSIGNMENT]
    return subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, check=False
    )


def test_stock_command_enters_a_cloned_course(course: Path) -> None:
    """`nbgrader autograde` grades it as it stands, and ends in a sentence where it cannot."""
    hand_in(cloned(course), "ada", answered(course, RIGHT))
    assert autograde(course).returncode == 0
    assert total(course) == {"ada": 4.0}
    shutil.rmtree(cloned(course) / "release")
    shutil.rmtree(course / "autograded")
    ended = autograde(course)
    assert ended.returncode == 1
    assert f"no released notebooks; run `nbgrader generate_assignment {ASSIGNMENT}`" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_button_of_the_formgrader_enters_a_cloned_course(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does the button, by nbgrader's own way."""
    hand_in(cloned(course), "ada", answered(course, RIGHT))
    monkeypatch.chdir(course)
    opened = NbgraderCourse.open(course)
    result = NbGraderAPI(opened.directory, config=opened.config).autograde(ASSIGNMENT, "ada")
    assert result["success"], result
    assert total(course) == {"ada": 4.0}


def test_doctor_names_the_next_step(course: Path) -> None:
    """From an empty folder to written feedback, one thing to do after another."""
    shutil.move(course / "source", course.parent / "source")
    shutil.move(cloned(course) / "release", course.parent / "release")
    assert "write" in said(course, "doctor")
    (course / "source" / ASSIGNMENT).mkdir(parents=True)
    assert f"write source/{ASSIGNMENT}/<notebook>.ipynb" in said(course, "doctor")
    (course / "source" / ASSIGNMENT).rmdir()
    shutil.move(course.parent / "source" / ASSIGNMENT, course / "source")
    assert f"run `nbgrader generate_assignment {ASSIGNMENT}`" in said(course, "doctor")
    (course / "release" / ASSIGNMENT).mkdir(parents=True)
    assert f"`nbgrader generate_assignment {ASSIGNMENT} --force`" in said(course, "doctor")
    shutil.rmtree(course / "release")
    shutil.move(course.parent / "release", course)
    words = said(course, "doctor")
    assert "not in the gradebook yet" in words
    assert f"nothing was submitted: hand out release/{ASSIGNMENT}/" in words
    assert "releases it again" not in words
    hand_in(course, "ada", answered(course, RIGHT))
    assert f"1 of 1 not graded: run `autograder grade {ASSIGNMENT}`" in said(course, "doctor")
    said(course, "grade", ASSIGNMENT, "--jobs", "1")
    assert f"`nbgrader generate_feedback {ASSIGNMENT}` writes" in said(course, "doctor")
    NbgraderCourse.open(course).feedback(ASSIGNMENT, "ada")
    assert "`nbgrader export` writes" in said(course, "doctor")


def test_doctor_says_that_the_source_has_changed(course: Path) -> None:
    """A cell that came later, and a notebook that was never released."""
    folder = course / "source" / ASSIGNMENT
    shutil.copy(folder / f"{NOTEBOOK}.ipynb", folder / "2_new.ipynb")
    notebook = nbformat.read(folder / f"{NOTEBOOK}.ipynb", as_version=4)
    notebook.cells.append(code_cell("todo_half", "half = 2", solution=True))
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    words = said(course, "doctor")
    assert f"{NOTEBOOK}, 2_new in source/ has other cells or points than in release/" in words
    assert f"`nbgrader generate_assignment {ASSIGNMENT} --force` releases it again" in words


NEEDS = """\
import numpy, given, absent_package.part
try:
    import perhaps_absent
except ImportError:
    pass
if given.ANSWER == 1:
    from google.colab import drive

def later():
    from other_absent import thing
"""


def test_doctor_names_packages_that_the_course_imports_and_nobody_has(course: Path) -> None:
    """Notebooks, helpers and graders are looked at; what may be missing there is not told."""
    folder = course / "source" / ASSIGNMENT
    notebook = nbformat.read(folder / f"{NOTEBOOK}.ipynb", as_version=4)
    notebook.cells[1].source = NEEDS
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    with (folder / "given.py").open("a") as file:
        file.write("import absent_package\n")
    with (course / "tests" / "graders" / ASSIGNMENT / "helper.py").open("a") as file:
        file.write("import third_absent\n")
    result = run(course, "doctor")
    assert result.exit_code == 1
    place = f"source/{ASSIGNMENT}/{NOTEBOOK}.ipynb and 1 more imports it: install it with"
    assert f"absent_package is not installed here, and {place}" in result.output
    for name in ("other_absent", "third_absent"):
        assert f"WRONG  {ASSIGNMENT}             {name} is not installed here" in result.output
    assert result.output.count("is not installed here") == 3


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("c.CourseDirectory.root = '/somewhere/else'", "work in /somewhere/else, `autograder` in"),
        ("c.CourseDirectory.notebook_id = '1_*'", "keep to '1_*', `autograder` looks at"),
        ("c.CourseDirectory.student_id_exclude = 'ada'", "keep to 'ada'"),
    ],
)
def test_doctor_says_where_nbgrader_looks_elsewhere(setting: str, words: str, course: Path) -> None:
    """With the file, the line and what to do; `autograder` itself works where it was started."""
    path = course / "nbgrader_config.py"
    path.write_text(f"{path.read_text()}\n{setting}\n")
    result = run(course, "doctor")
    assert result.exit_code == 1
    line = len(path.read_text().splitlines())
    name = setting.partition(" =")[0]
    assert f"{path}, line {line}: {name}: nbgrader's own commands {words}" in result.output
    assert "remove this line" in result.output
    hand_in(course, "ada", answered(course, RIGHT))
    said(course, "grade", ASSIGNMENT, "--jobs", "1")
    assert total(course) == {"ada": 4.0}


def test_root_that_is_the_course_is_right(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written as nbgrader finds it from the course's folder on, or through a link."""
    monkeypatch.chdir(course.parent)
    link = course.parent / "link"
    link.symlink_to(course)
    path, before = course / "nbgrader_config.py", (course / "nbgrader_config.py").read_text()
    for root in (".", str(link)):
        path.write_text(f"{before}\nc.CourseDirectory.root = {root!r}\n")
        assert "nbgrader's own commands work" not in said(course, "doctor")
