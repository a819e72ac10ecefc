"""Records of every student have a place of their own, and damage to one costs time only."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.records import GradeRecord, NotebookGrade
from autograder.store import RecordStore

GRADE = NotebookGrade(notebook="n", key="k", cells=(), executed={})
RECORD = GradeRecord(
    student="ada",
    assignment="a",
    score=0,
    max_score=0,
    needs_manual=False,
    cells=(),
    environment={},
)


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    """The record and the grades of its notebooks come back equal."""
    store = RecordStore(tmp_path)
    store.save("ada", {"n": GRADE}, lambda _: RECORD)
    assert store.record("ada") == RECORD
    assert store.notebooks("ada") == {"n": GRADE}


def test_damaged_grade_counts_as_absent(tmp_path: Path) -> None:
    """A half-written grade of a notebook is made anew rather than stopping anyone."""
    store = RecordStore(tmp_path)
    store.save("ada", {"n": GRADE}, lambda _: RECORD)
    (tmp_path / "notebooks" / "ada" / "n.json").write_text("{")
    assert store.notebooks("ada") == {}


@pytest.mark.parametrize("other", ["ada.json", "notebooks", "drafts", "history", "ada.jsonl"])
def test_no_name_is_taken_for_another(other: str, tmp_path: Path) -> None:
    """Students whose names look like files or folders of the store keep their own records."""
    store = RecordStore(tmp_path)
    for student in ("ada", other):
        store.drafts.save_notebooks(student, {"n": GRADE})
        record = RECORD.model_copy(update={"student": student})
        store.save(student, {"n": GRADE}, lambda _, record=record: record)
        store.history_path(student).parent.mkdir(exist_ok=True)
        store.history_path(student).write_text(student)
    for student in ("ada", other):
        record = store.record(student)
        assert record is not None
        assert record.student == student
        assert store.notebooks(student) == store.drafts.notebooks(student) == {"n": GRADE}
        assert store.history_path(student).read_text() == student


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    """Half-written files go, everything else stays."""
    store = RecordStore(tmp_path)
    store.save("ada", {"n": GRADE}, lambda _: RECORD)
    before = sorted(tmp_path.rglob("*"))
    (tmp_path / ".x1.aside").write_text("{")
    (tmp_path / "notebooks" / "ada" / ".x2.aside").write_text("{")
    store.tidy()
    assert sorted(tmp_path.rglob("*")) == before


def test_drafts_can_be_thrown_away(tmp_path: Path) -> None:
    """What was only drafted goes without a trace in what counts."""
    store = RecordStore(tmp_path)
    store.save("ada", {"n": GRADE}, lambda _: RECORD)
    store.drafts.save_notebooks("ada", {"n": GRADE})
    store.drafts.discard("ada")
    assert store.drafts.notebooks("ada") == {}
    assert store.notebooks("ada") == {"n": GRADE}


def test_grades_that_another_process_saved_meanwhile_are_in_the_record(tmp_path: Path) -> None:
    """The record is made of all grades that lie there when it is written."""
    store, seen = RecordStore(tmp_path), dict[str, NotebookGrade]()
    other = GRADE.model_copy(update={"notebook": "m"})
    store.save("ada", {"m": other}, lambda _: RECORD)

    def join(notebooks: Mapping[str, NotebookGrade]) -> GradeRecord:
        seen.update(notebooks)
        return RECORD

    store.save("ada", {"n": GRADE}, join)
    assert seen == {"m": other, "n": GRADE}
