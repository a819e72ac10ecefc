"""`autograder export` and the plug-ins of `nbgrader export`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from export.classroom import ASSIGNMENT, STUDENTS
from export.test_canvas import EVERYONE, HEADINGS, POSSIBLE

from autograder.cli import main
from autograder.spreadsheet import read_table, to_csv


def export(course: Path, *options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["export", ASSIGNMENT, "--course", str(course), *options])


def canvas_file(course: Path, *rows: list[str]) -> Path:
    """Write what Canvas exports."""
    path = course / "canvas.csv"
    text = to_csv([HEADINGS, POSSIBLE, *rows])
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_csv_is_the_default(classroom: Path) -> None:
    """The file lies in exports/; whose points are not final is told."""
    result = export(classroom)
    assert result.exit_code == 0, result.output
    assert len(read_table(classroom / "exports" / "week5.csv").rows) == len(STUDENTS) + 1
    assert "Points so far only:\n- anna2: 3 points wait for a person" in result.output


@pytest.mark.parametrize(
    ("name", "file"), [("json", "week5.json"), ("gradescope", "week5-gradescope/ada/results.json")]
)
def test_every_format_has_its_place(name: str, file: str, classroom: Path) -> None:
    """Without --output each lies in exports/."""
    assert export(classroom, "--format", name).exit_code == 0
    assert json.loads((classroom / "exports" / file).read_text())


def test_output_is_where_it_is_asked_for(classroom: Path, tmp_path: Path) -> None:
    """Folders on the way are made."""
    place = tmp_path / "new" / "points.csv"
    assert export(classroom, "--output", str(place), "--student", "ada").exit_code == 0
    assert [row[0] for row in read_table(place).rows] == ["ada"]


def test_template_is_copied_and_filled_in(classroom: Path) -> None:
    """The template itself stays; status 0 says that everyone's points are in."""
    template = canvas_file(classroom, *EVERYONE)
    before = template.read_bytes()
    result = export(classroom, "--format", "canvas", "--template", str(template))
    assert result.exit_code == 0, result.output
    assert template.read_bytes() == before
    assert read_table(classroom / "exports" / "week5-canvas.csv").rows[1][6] == "5.50"


def test_whoever_is_missing_is_told(classroom: Path) -> None:
    """The others' points are written, and the status says that somebody's are not."""
    template = canvas_file(classroom, *EVERYONE[1:])
    result = export(classroom, "--format", "canvas", "--template", str(template))
    assert result.exit_code == 1
    assert "Left out:\n- ada: has points, and no row\n" in result.output
    assert read_table(classroom / "exports" / "week5-canvas.csv").rows[1][6] == "2.50"


def test_missing_template_is_told(classroom: Path) -> None:
    """The message says where to get it; nothing is written."""
    result = export(classroom, "--format", "moodle")
    assert result.exit_code == 1
    assert "expected --template FILE, the CSV from Moodle" in result.output
    assert not (classroom / "exports").exists()


def test_template_for_a_plain_format_is_refused(classroom: Path) -> None:
    """It would be passed over without a word."""
    result = export(classroom, "--template", str(canvas_file(classroom)))
    assert "the format csv is made without a template" in result.output


def nbgrader_export(course: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command."""
    command = [Path(sys.executable).with_name("nbgrader"), "export", *options]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)


def test_nbgrader_exports_by_our_plug_ins(classroom: Path) -> None:
    """The same file comes from nbgrader's command, template and all."""
    template = canvas_file(classroom, *EVERYONE)
    export(classroom, "--format", "canvas", "--template", str(template))
    result = nbgrader_export(
        classroom,
        "--exporter=autograder.gradebook.exporters.CanvasExporter",
        '--assignment=["week5"]',
        f"--CanvasExporter.template={template}",
        "--to=plugin.csv",
    )
    assert result.returncode == 0, result.stderr
    ours = classroom / "exports" / "week5-canvas.csv"
    assert (classroom / "plugin.csv").read_bytes() == ours.read_bytes()


def test_plug_in_says_what_it_needs(classroom: Path) -> None:
    """Without an assignment nothing is written; the message says how to name one."""
    result = nbgrader_export(
        classroom, "--exporter=autograder.gradebook.exporters.CriteriaJsonExporter"
    )
    assert result.returncode == 1
    assert "expected one assignment" in result.stderr
    assert "Traceback" not in result.stderr
