"""What a course's configuration says is heard, or refused with file and line; nothing is lost."""

import re
from pathlib import Path

import pytest
from tiny_course import PROJECT
from traitlets.config import PyFileConfigLoader

from autograder.errors import CourseError
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.gradebook.pipeline import OURS, pipeline
from autograder.gradebook.plain import plain_problem

FILE = "nbgrader_config.py"
COURSE_ID = "c.CourseDirectory.course_id = 'second'\n"
STOCK = "c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute']\n"
IN_A_KERNEL = "run student code in an ordinary kernel, as you"


def configured(folder: Path, text: str | None, name: str = FILE) -> Path:
    """Write a configuration into a folder, or none, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if text is not None:
        (folder / name).write_text(text)
    return folder


def steps(root: Path) -> list[str]:
    """Return what our commands have nbgrader run for a course."""
    return list(NbgraderCourse.open(root).config.Autograde.autograde_preprocessors)


def test_file_of_this_project_says_what_our_commands_lay_beneath() -> None:
    """nbgrader's own commands and ours run the same, and the file needs nothing to be imported."""
    said = PyFileConfigLoader(FILE, str(PROJECT)).load_config()
    assert said.pop("CourseDirectory") == {"course_id": "nbgradient"}
    assert said == pipeline()
    assert "import autograder" not in (PROJECT / FILE).read_text()
    assert "from autograder" not in (PROJECT / FILE).read_text()
    assert not plain_problem(PROJECT)


@pytest.mark.parametrize("text", [None, "", COURSE_ID])
def test_what_a_course_leaves_out_is_ours(text: str | None, tmp_path: Path) -> None:
    """Without a file, or with the one of `nbgrader quickstart`, our commands grade all the same."""
    root = configured(tmp_path, text)
    assert steps(root) == pipeline().Autograde.autograde_preprocessors
    assert IN_A_KERNEL in plain_problem(root)


def test_course_may_add_a_step_of_its_own(tmp_path: Path) -> None:
    """A list that begins with ours, and one that is appended to nothing, keep what is added."""
    own = (
        "from nbgrader.preprocessors import NbGraderPreprocessor\n\n\n"
        "class Own(NbGraderPreprocessor):\n    pass\n"
    )
    root = configured(tmp_path, own, "own_steps.py")
    configured(
        root, "import own_steps\nc.Autograde.autograde_preprocessors.append('own_steps.Own')"
    )
    assert steps(root) == [*pipeline().Autograde.autograde_preprocessors, "own_steps.Own"]
    configured(root, (PROJECT / FILE).read_text().replace("ClearMetadata", "ClearOutput"))
    assert "nbconvert.preprocessors.ClearOutputPreprocessor" in steps(root)
    assert not plain_problem(root)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("c = get_config(\nx = 1\n", 1, "was never closed"),
        (COURSE_ID + "\nc.Limits.cell_seconds = 1 / 0\n", 3, "ZeroDivisionError"),
        (COURSE_ID + "import not_installed_here\n", 2, "not_installed_here"),
        (COURSE_ID + "raise SystemExit('enough')\n", 2, "SystemExit: enough"),
    ],
)
def test_file_that_fails_is_refused(text: str, line: int, words: str, tmp_path: Path) -> None:
    """nbgrader would pass over it and run everything; here file, line and reason are told."""
    root = configured(tmp_path, text)
    with pytest.raises(CourseError, match=f"^{root / FILE}, line {line}: .*{words}"):
        NbgraderCourse.open(root)
    assert IN_A_KERNEL in plain_problem(root)


def test_json_that_fails_is_refused(tmp_path: Path) -> None:
    """So is a file of the other kind."""
    root = configured(tmp_path, '{\n  "Autograde": {,}\n}', "nbgrader_config.json")
    with pytest.raises(CourseError, match="nbgrader_config.json, line 2: JSONDecodeError"):
        NbgraderCourse.open(root)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("c.Autograde.exporter_class = 'nbconvert.exporters.NotebookExporter'", "read by"),
        ("c.Autograde.exporter_class = 'not.there'", "cannot be imported"),
        ("c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute']", "kernel"),
        ("c.Autograde.autograde_preprocessors.append('nbgrader.preprocessors.Execute')", "kernel"),
        ("c.Autograde.autograde_preprocessors = []", "FillOutputs"),
        ("c.Autograde.autograde_preprocessors = 5", "expected a list"),
        ("c.Autograde.autograde_preprocessors = 'Execute'", "expected a list"),
        (f"c.Autograde.autograde_preprocessors = ['{OURS}.FillOutputs']", "SaveRecordGrades"),
        ("c.Autograde.autograde_preprocessors.append('nbgrader.preprocessors.SaveAutoGrades')", ""),
        (
            "c.Autograde.sanitize_preprocessors.insert(0, 'nbgrader.preprocessors.Execute')",
            "kernel",
        ),
        ("c.GenerateFeedback.preprocessors.append('nbgrader.preprocessors.Execute')", "kernel"),
        (
            "c.HTMLExporter.preprocessors = ['nbconvert.preprocessors.ExecutePreprocessor']",
            "kernel",
        ),
        ("c.SaveAutoGrades.enabled = False", "nothing would be graded"),
        ("c.NbGraderPreprocessor.enabled = False", "nothing would be graded"),
        ("c.CourseDirectory.submitted_directory = 'handed_in'", "'submitted'"),
    ],
)
def test_contradiction_is_refused(setting: str, words: str, tmp_path: Path) -> None:
    """The file, the line, the setting and the reason are told before anyone is graded."""
    root = configured(tmp_path, f"{COURSE_ID}\n{setting}\n")
    name = re.match(r"c\.\w+\.\w+", setting)
    assert name
    with pytest.raises(CourseError) as refused:
        NbgraderCourse.open(root)
    assert str(refused.value).startswith(f"{root / FILE}, line 3: {name[0]}: ")
    assert words in str(refused.value)
    assert plain_problem(root)


def test_contradiction_in_json_is_refused(tmp_path: Path) -> None:
    """JSON has the last word beside the file in Python; its line is found by the key."""
    lines = [
        '{"Autograde": {',
        '  "autograde_preprocessors": ["nbgrader.preprocessors.Execute"]',
        "}}",
    ]
    root = configured(tmp_path, (PROJECT / FILE).read_text())
    configured(root, "\n".join(lines), "nbgrader_config.json")
    with pytest.raises(CourseError, match="nbgrader_config.json, line 2: c.Autograde"):
        NbgraderCourse.open(root)
    assert plain_problem(root)


@pytest.mark.parametrize("variable", ["JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"])
@pytest.mark.parametrize("name", [FILE, "jupyter_config.py"])
def test_file_outside_the_course_is_heard(
    variable: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in the home folder or of the system is refused; where the course speaks, it decides."""
    elsewhere = configured(tmp_path / "elsewhere", f"# of another course\n{STOCK}", name)
    monkeypatch.setenv(variable, str(elsewhere))
    root = configured(tmp_path / "course", COURSE_ID)
    with pytest.raises(CourseError, match=f"^{elsewhere / name}, line 2: c.Autograde"):
        NbgraderCourse.open(root)
    assert IN_A_KERNEL in plain_problem(root)
    configured(root, (PROJECT / FILE).read_text())
    assert steps(root) == pipeline().Autograde.autograde_preprocessors
    assert not plain_problem(root)
