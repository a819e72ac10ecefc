"""The record and its published schema."""

import json
import math
from pathlib import Path

import jsonschema
import pytest

import autograder
from autograder.errors import RecordCorrupt
from autograder.records import (
    SCHEMA_VERSION,
    CellResult,
    CriterionResult,
    GradeRecord,
    Measurement,
    ProblemKind,
    Verdict,
    added,
    read_record,
    total,
)

SCHEMA = Path(autograder.__file__).parent / "record.schema.json"


@pytest.fixture
def record() -> GradeRecord:
    """A record with a number that JSON has no word for."""
    criterion = CriterionResult(
        name="norm",
        verdict=Verdict.FAILED,
        weight=1,
        credit=0,
        asked="finite",
        measurements=(Measurement(name="norm", value=math.inf),),
    )
    cells = (
        CellResult(notebook="n", cell="c", score=0, max_score=4, criteria=(criterion,)),
        CellResult(notebook="n", cell="w", score=None, max_score=1),
    )
    score, max_score = total(cells)
    return GradeRecord(
        student="ada",
        assignment="week5",
        score=score,
        max_score=max_score,
        needs_manual=True,
        cells=cells,
        environment={},
    )


def test_published_schema_is_that_of_the_code() -> None:
    """The schema file is made from the classes; `python -m autograder.records` renews it."""
    assert json.loads(SCHEMA.read_text()) == GradeRecord.model_json_schema(mode="serialization")


def test_record_satisfies_the_schema(record: GradeRecord) -> None:
    """What is written is what the schema says, infinities included."""
    document = json.loads(record.to_json())
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert document["cells"][0]["criteria"][0]["measurements"][0]["value"] == "Infinity"


def test_record_survives_the_file(record: GradeRecord, tmp_path: Path) -> None:
    """Reading what was written gives the same record."""
    path = tmp_path / "ada.json"
    path.write_text(record.to_json())
    assert read_record(path) == record


@pytest.mark.parametrize("text", ["", "{", '{"student": "ada"}'])
def test_damaged_record_is_told_with_its_file(text: str, tmp_path: Path) -> None:
    """A record that cannot be read is an error of ours that names the file."""
    path = tmp_path / "ada.json"
    path.write_text(text)
    with pytest.raises(RecordCorrupt, match="ada.json"):
        read_record(path)


def test_record_of_a_later_version_is_refused(record: GradeRecord, tmp_path: Path) -> None:
    """A record of a version that this code does not know is not guessed at."""
    document = json.loads(record.to_json()) | {"schema_version": SCHEMA_VERSION + 1}
    path = tmp_path / "ada.json"
    path.write_text(json.dumps(document))
    with pytest.raises(RecordCorrupt):
        read_record(path)


@pytest.mark.parametrize(
    ("text", "kind", "notebook"),
    [
        ("3_clipping: cell 'x' was changed", ProblemKind.FILE, "3_clipping"),
        ("5.ipynb: was not handed in", ProblemKind.REJECTED, "5"),
        ("a file was left out", ProblemKind.FILE, ""),
    ],
)
def test_problem_of_an_earlier_version_is_read(
    record: GradeRecord, text: str, kind: ProblemKind, notebook: str
) -> None:
    """Version 2 kept problems as texts: they are shown as they were written."""
    document = json.loads(record.to_json()) | {"schema_version": 2, "problems": [text]}
    (problem,) = GradeRecord.model_validate(document).problems
    assert (problem.kind, problem.notebook, str(problem)) == (kind, notebook, text)


@pytest.mark.parametrize(
    ("scores", "sums"),
    [
        ((0.1, 0.1, 0.1), 0.3),
        ((31.27, 31.26, 31.26, 0.0, 0.1, 0.2), 94.09),
        ((1 / 3, 1 / 3, 1 / 3), 1.0),
        ((0.005, 0.0005), 0.0055),
        ((), 0.0),
    ],
    ids=str,
)
def test_sum_has_no_float_noise(scores: tuple[float, ...], sums: float) -> None:
    """What decimals leave behind when added up is rounded off, and nothing else."""
    cells = tuple(CellResult(notebook="n", cell="c", score=s, max_score=s) for s in scores)
    assert total(cells) == (sums, sums)
    assert added([*scores, *(-score for score in reversed(scores))]) == 0
