"""Gradescope's results.json."""

import json
from dataclasses import replace
from typing import Any

import jsonschema

from autograder.export.finals import Final, Finals, Student
from autograder.export.results import as_results

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "max_score": {"type": "number"},
        "status": {"enum": ["passed", "failed"]},
        "name": {"type": "string"},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
# As the specification of Gradescope's autograders documents it; no other key is known there.
DOCUMENTED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "integer"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
        "leaderboard": {"type": "array"},
    },
}


def result(finals: Finals, student: str) -> dict[str, Any]:
    """Return one student's results."""
    found: dict[str, Any] = json.loads(as_results(finals).files[f"{student}/results.json"])
    return found


def by_name(finals: Finals, student: str) -> dict[str, dict[str, Any]]:
    """Return the tests of one student."""
    return {test["name"]: test for test in result(finals, student)["tests"]}


def test_follows_the_documented_format(finals: Finals) -> None:
    """Everyone with points has a file, and Gradescope knows every key in it."""
    written = as_results(finals)
    assert len(written.files) == len(finals.graded)
    for text in written.files.values():
        jsonschema.validate(json.loads(text), DOCUMENTED)


def test_score_is_the_final_one(finals: Finals) -> None:
    """It overrides the sum of the tests, and the text says what was taken off."""
    found = result(finals, "ada")
    assert found["score"] == 5.5
    assert "Late submission: -1 points" in found["output"]
    assert sum(test.get("score", 0) for test in found["tests"]) == 6.5


def test_results_are_hidden_until_published(finals: Finals) -> None:
    """Results of hidden graders would answer each new upload; what was printed stays hidden."""
    found = result(finals, "ada")
    assert (found["visibility"], found["stdout_visibility"]) == ("after_published", "hidden")


def test_criteria_are_tests(finals: Finals) -> None:
    """Each has its share of the points, what was asked, and what came."""
    found = by_name(finals, "0042")
    size = found["1_first: slope: size"]
    assert (size["score"], size["max_score"], size["status"]) == (1.5, 3.0, "failed")
    assert size["output"].splitlines() == [
        "The slope at 0 is 0.25.",
        "expected 0.25, got <b>0.5</b>",
        "This looks like: the slope of tanh",
        "slope: 0.5 (expected: 0.25)",
    ]
    assert found["1_first: slope: sign"]["status"] == "passed"


def test_what_a_student_said_is_plain_text(finals: Finals) -> None:
    """Neither HTML nor markdown nor colours are rendered."""
    found = result(finals, "0042")
    formats = ("output_format", "test_output_format", "test_name_format")
    assert {found[each] for each in formats} == {"text"}
    assert not any("output_format" in test or "\x1b" in test["output"] for test in found["tests"])


def test_answer_has_the_points_of_a_person(finals: Finals) -> None:
    """One that nobody has read has none, and no status."""
    assert by_name(finals, "ada")["1_first: why"]["score"] == 2.5
    unread = by_name(finals, "anna2")["1_first: why"]
    assert unread == {"name": "1_first: why", "output": "Up to 3 points from a person."}
    assert "3 points wait for a person" in result(finals, "anna2")["output"]


def test_criteria_inform_where_a_person_has_given_the_points(finals: Finals) -> None:
    """The person's points count once; criteria keep their status and have no score."""
    final = next(each for each in finals.students if each.student.id == "0042")
    check = replace(final.cells[0], score=4.0, by_hand=True)
    changed = replace(finals, students=(replace(final, cells=(check,)),))
    found = by_name(changed, "0042")
    assert found["1_first: slope"]["score"] == 4.0
    assert "score" not in found["1_first: slope: size"]
    assert found["1_first: slope: size"]["status"] == "failed"


def test_no_file_outside_of_the_folder(finals: Finals) -> None:
    """An id that is no folder's name is listed."""
    strange = [Final(Student(name), score=1.0) for name in ("../eve", "a/b", "..", "")]
    written = as_results(replace(finals, students=tuple(strange)))
    assert written.files == {}
    assert len(written.unmatched) == 4
