"""The published schema of `class.json`."""

import json
from pathlib import Path

import jsonschema
from report.made_class import Course, make_class

from autograder.report import schema
from autograder.report.assembling import assemble
from autograder.report.reading import read_class
from autograder.report.schema import ClassReport

PUBLISHED = Path(schema.__file__).with_name("class.schema.json")


def test_published_schema_is_that_of_the_code() -> None:
    """`python -m autograder.report.schema` renews the file."""
    assert json.loads(PUBLISHED.read_text()) == ClassReport.model_json_schema(mode="serialization")


def test_report_satisfies_the_schema(tmp_path: Path) -> None:
    """What is written is what the schema says, and is read back as it was."""
    course = Course(tmp_path)
    report = assemble(read_class(make_class(course, 4)), (), course.store)
    jsonschema.validate(json.loads(report.to_json()), json.loads(PUBLISHED.read_text()))
    assert ClassReport.model_validate_json(report.to_json()) == report


def test_class_of_nobody_has_a_report(tmp_path: Path) -> None:
    """Where there is nothing to compute a number from, it is null."""
    course = Course(tmp_path)
    report = assemble(read_class(make_class(course, 0)), (), course.store)
    assert (report.graded, report.points.median, report.reliability.alpha) == (0, None, None)
    assert report.missing == ("never-seen",)
