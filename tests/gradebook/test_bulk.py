"""What a batch enters in bulk is, row by row and file by file, what nbgrader's converter enters."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from gradebook.test_late import late_example
from gradebook.twins import ESSAY, WRONG, Twins, autograded, hand_in, make_mixed_course, rows
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text
from tiny_course import ASSIGNMENT, NOTEBOOK

from autograder.errors import OperatorFault

DUE = datetime(2030, 5, 1, 12)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of two notebooks: graders judge one, a person the other."""
    return make_mixed_course(tmp_path_factory.mktemp("mixed") / "course")


@pytest.fixture
def twins(mixed: Path, tmp_path: Path) -> Twins:
    """The course twice."""
    return Twins.of(mixed, tmp_path)


def test_first_grading_and_a_regrade_after_a_change(twins: Twins) -> None:
    """A student whom the gradebook does not know, then the same with other work."""
    hand_in(twins.stock.root, "ada")
    twins.enter("ada")
    assert twins.bulk.totals(ASSIGNMENT) == {"ada": 4.0}
    hand_in(twins.stock.root, "ada", WRONG, "Why?")
    twins.enter("ada")
    assert twins.bulk.totals(ASSIGNMENT) == {"ada": 0.0}
    twins.enter("ada")


def test_what_a_person_gave_survives(twins: Twins) -> None:
    """Scores, extra credit and comments stay; they look again where the work has changed."""

    def mark(gradebook: Gradebook) -> None:
        for name, points in {"why": 2.0, "survey": 1.5}.items():
            grade = gradebook.find_grade(name, ESSAY, ASSIGNMENT, "ada")
            grade.manual_score, grade.needs_manual_grade, grade.extra_credit = points, False, 0.25
            gradebook.find_comment(name, ESSAY, ASSIGNMENT, "ada").manual_comment = f"on {name}"
        gradebook.find_grade("double", NOTEBOOK, ASSIGNMENT, "ada").manual_score = 1.0

    hand_in(twins.stock.root, "ada")
    twins.enter("ada")
    twins.by_hand(mark)
    twins.enter("ada")
    hand_in(twins.stock.root, "ada", WRONG, "Another answer.")
    twins.enter("ada")
    with twins.bulk.gradebook() as gradebook:
        assert gradebook.find_grade("survey", ESSAY, ASSIGNMENT, "ada").score == 1.75
        assert gradebook.find_grade("survey", ESSAY, ASSIGNMENT, "ada").needs_manual_grade
        assert gradebook.find_comment("why", ESSAY, ASSIGNMENT, "ada").comment == "on why"


@pytest.mark.parametrize("stamp", ["2030-05-02 13:00:00 UTC", "2030-04-01", "", None])
def test_late_work_with_a_policy(stamp: str | None, mixed: Path, tmp_path: Path) -> None:
    """The penalty is the same share of the same points; without a time nothing is late."""
    course = Path(shutil.copytree(mixed, tmp_path / "due"))
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(late_example())
    twins = Twins.of(course, tmp_path)
    twins.by_hand(lambda book: book.update_or_create_assignment(ASSIGNMENT, duedate=DUE))
    folder = hand_in(twins.stock.root, "ada")
    if stamp is not None:
        (folder / "timestamp.txt").write_text(stamp)
    twins.enter("ada")
    with twins.bulk.gradebook() as gradebook:
        late = gradebook.find_submission(ASSIGNMENT, "ada").late_submission_penalty
    assert bool(late) == bool(stamp and stamp > "2030-05-01")
    (folder / f"{NOTEBOOK}.ipynb").unlink()
    twins.enter("ada")


def test_notebooks_not_handed_in(twins: Twins) -> None:
    """One of them, then all of them, then all are there; what stood in them goes and comes."""
    folder = hand_in(twins.stock.root, "ada")
    (folder / f"{ESSAY}.ipynb").unlink()
    twins.enter("ada")
    assert f"ada/{ASSIGNMENT}/{ESSAY}.ipynb" not in autograded(twins.bulk.root)
    (folder / f"{NOTEBOOK}.ipynb").unlink()
    twins.enter("ada")
    assert f"ada/{ASSIGNMENT}/{ESSAY}.ipynb" in autograded(twins.bulk.root)
    hand_in(twins.stock.root, "ada")
    twins.enter("ada")


def test_what_is_no_notebook_and_what_lies_elsewhere(twins: Twins) -> None:
    """A broken file gets a page that says so; a time stamp counts beside what was found, too."""
    folder = hand_in(twins.stock.root, "ada")
    (folder / f"{NOTEBOOK}.ipynb").write_text("{")
    twins.enter("ada")
    other = hand_in(twins.stock.root, "bob")
    other.rename(other.with_name("homework"))
    (other.with_name("homework") / "timestamp.txt").write_text("2030-05-02 13:00:00 UTC")
    twins.enter("bob")
    with twins.bulk.gradebook() as gradebook:
        assert gradebook.find_submission(ASSIGNMENT, "bob").timestamp == datetime(2030, 5, 2, 13)


def test_files_and_folders_beside(twins: Twins) -> None:
    """Extra files come and go, the instructor's stand over the student's, pages and links stay."""
    folder = hand_in(twins.stock.root, "ada")
    (folder / "data" / "mine").mkdir(parents=True)
    (folder / "data" / "mine" / "notes.txt").write_text("mine")
    (folder / "data" / "table.csv").write_text("changed")
    (folder / "page.html").write_text("<script>")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "a.pyc").write_bytes(b"1")
    (folder / "feedback").mkdir()
    (folder / "feedback" / "old.txt").write_text("old")
    (folder / "link").symlink_to(folder / "data")
    (folder / "plain").write_text("a file")
    twins.enter("ada")
    assert autograded(twins.bulk.root)[f"ada/{ASSIGNMENT}/data/table.csv"][1] == b"1,2\n"
    shutil.rmtree(folder / "data" / "mine")
    (folder / "plain").unlink()
    (folder / "plain").mkdir()
    (folder / "plain" / "inside.txt").write_text("a folder")
    twins.enter("ada")


def test_one_notebook_only(twins: Twins) -> None:
    """The other keeps its grade and its page."""
    hand_in(twins.stock.root, "ada")
    twins.enter("ada")
    hand_in(twins.stock.root, "ada", WRONG, "Another answer.")
    twins.enter("ada", frozenset([NOTEBOOK]))


@pytest.mark.parametrize(
    "setting",
    [
        "c.CourseDirectory.groupshared = True",
        "c.CourseDirectory.ignore = ['*.txt']",
        "c.Autograde.permissions = 640",
        f"c.Autograde.exclude_overwriting = {{{ASSIGNMENT!r}: ['data/table.csv']}}",
        "c.ClearMetadataPreprocessor.enabled = True",
        "c.LimitOutput.max_lines = 1",
        "c.OverwriteCells.add_missing_cells = True",
        "c.CourseDirectory.course_id = 'deep'",
        "c.Autograde.post_convert_hook = 'os.path.join'",
    ],
)
def test_settings_of_nbgrader_hold(setting: str, mixed: Path, tmp_path: Path) -> None:
    """What a course says about nbgrader's conversion is done in bulk as well."""
    course = Path(shutil.copytree(mixed, tmp_path / "set"))
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"\n{setting}\n")
    twins = Twins.of(course, tmp_path)
    folder = hand_in(twins.stock.root, "ada", f"print('many\\nlines')\n{WRONG}")
    (folder / "notes.txt").write_text("mine")
    (folder / "data" / "table.csv").write_text("mine")
    twins.enter("ada")


def test_unknown_students_may_be_refused(mixed: Path, tmp_path: Path) -> None:
    """With `create_student = False` nobody is added, and nothing of the submission is written."""
    course = Path(shutil.copytree(mixed, tmp_path / "closed"))
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("\nc.Autograde.create_student = False\n")
    twins = Twins.of(course, tmp_path)
    hand_in(twins.bulk.root, "ada")
    with pytest.raises(OperatorFault, match="ada"):
        twins.enter_in_bulk("ada")
    assert rows(twins.bulk)["submitted_assignment"] == []
    assert not (twins.bulk.root / "autograded").exists()


def test_failure_half_way_leaves_nothing(mixed: Path, tmp_path: Path) -> None:
    """A late policy that raises: no row stays, and the message names who and why."""
    course = Path(shutil.copytree(mixed, tmp_path / "failing"))
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(late_example().replace("return ", "return 1 / 0 * "))
    twins = Twins.of(course, tmp_path)
    twins.by_hand(lambda book: book.update_or_create_assignment(ASSIGNMENT, duedate=DUE))
    folder = hand_in(twins.bulk.root, "ada")
    (folder / "timestamp.txt").write_text("2030-05-02 13:00:00 UTC")
    with pytest.raises(OperatorFault, match="ada.*Zero"):
        twins.enter_in_bulk("ada")
    assert rows(twins.bulk)["submitted_assignment"] == rows(twins.bulk)["student"] == []


def test_postgresql(mixed: Path, tmp_path: Path, postgres: str) -> None:
    """The same rows in PostgreSQL, where each twin has a database of its own."""
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("stock", "bulk"):
            connection.execute(text(f"CREATE DATABASE {name}"))
    addresses = (postgres.replace("/postgres?", f"/{name}?") for name in ("stock", "bulk"))
    twins = Twins.of(mixed, tmp_path, tuple(addresses))
    hand_in(twins.stock.root, "ada")
    twins.enter("ada")
    hand_in(twins.stock.root, "ada", WRONG)
    twins.enter("ada")
    assert twins.bulk.totals(ASSIGNMENT) == {"ada": 0.0}
