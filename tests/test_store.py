"""Records are written whole or not at all."""

from pathlib import Path

import pytest

from autograder.records import GradeRecord, NotebookGrade
from autograder.store import RecordStore, write_whole

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
    store.save(RECORD, {"n": GRADE})
    assert store.record("ada") == RECORD
    assert store.notebooks("ada") == {"n": GRADE}


def test_damaged_grade_counts_as_absent(tmp_path: Path) -> None:
    """A half-written grade of a notebook is made anew rather than stopping anyone."""
    store = RecordStore(tmp_path)
    store.save(RECORD, {"n": GRADE})
    (tmp_path / "ada" / "n.json").write_text("{")
    assert store.notebooks("ada") == {}


def test_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    """What cannot be written leaves the former content and nothing lying about."""
    path = tmp_path / "file.json"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
