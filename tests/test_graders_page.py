"""The page for whoever writes graders: its examples run, and its tables name what there is."""

import dataclasses
import re
from pathlib import Path

from tiny_course import ASSIGNMENT, NOTEBOOK, PROJECT

from autograder.audit.auditor import AuditedModel
from autograder.audit.estimators import AuditedEstimator
from autograder.course import Course
from autograder.grade.notebook import judge
from autograder.grade.session import NotebookSession
from autograder.jobs.context import open_context
from autograder.jobs.reference import solved
from autograder.limits import Limits
from autograder.records import Verdict
from autograder.testing import checks, comparisons
from autograder.testing.marker import KEYWORDS
from autograder.worker.kinds.figures import Axes

PAGE = (PROJECT / "docs" / "graders.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """Return the table below a heading: its first column without marks, and the second."""
    (section,) = re.findall(rf"^#+ {heading}\n(.*?)(?=^#|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    found = re.findall(r"^\| `(\w+)[^|]*\| ([^|]*) \|", section, re.MULTILINE)
    return dict(found)


def test_examples_of_the_page_are_graders_that_the_reference_passes(course: Path) -> None:
    """Together they are one file; nothing in it is left out."""
    examples = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    (course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py").write_text(examples)
    with open_context(Course(course), ASSIGNMENT, Limits()) as context:
        clean = solved(context, NOTEBOOK)
        results = judge(NotebookSession(context, "reader", clean, context.assignment.files))
    assert len(results) == examples.count("\ndef test_")
    lost = {each.name: results[each].message for each in results if not passed(results[each])}
    assert lost == {}


def passed(result: object) -> bool:
    """Whether a criterion is met."""
    return getattr(result, "verdict", None) is Verdict.PASSED


def test_tables_name_every_keyword_check_and_limit() -> None:
    """What is added to the package is added to the page."""
    own = {name: value for name, value in vars(checks).items() if not name.startswith("_")}
    public = {
        name for name, value in own.items() if getattr(value, "__module__", "") == checks.__name__
    }
    compared = {name for name in vars(comparisons) if name.startswith("assert_")}
    shown = {field.name for field in dataclasses.fields(Axes)}
    assert set(rows("The marker")) == set(KEYWORDS)
    assert set(rows("Checks")) == public - {"describe"}
    assert set(rows("Comparisons")) == compared
    assert set(rows("Figures")) == shown - {"ylabel", "yscale", "ylim", "yticklabels"}
    assert set(rows("Limits")) == {field.name for field in dataclasses.fields(Limits)}


def test_table_of_limits_tells_their_defaults() -> None:
    """In seconds and in units of 1024."""
    units = {"s": 1, "KiB": 1 << 10, "MiB": 1 << 20}
    for name, told in rows("Limits").items():
        number, _, unit = told.partition(" ")
        assert float(number) * units.get(unit, 1) == getattr(Limits(), name), name


def test_table_of_models_names_what_an_audited_model_has() -> None:
    """Each is there, and nothing public is missing."""
    public = {name for name in vars(AuditedModel) if not name.startswith("_")}
    assert set(rows("audit")) == public | {"description"}


def test_table_of_estimators_names_what_an_audited_estimator_has() -> None:
    """Each is there, and nothing public is missing but what builds it."""
    fields = {field.name for field in dataclasses.fields(AuditedEstimator)}
    methods = {name for name in vars(AuditedEstimator) if not name.startswith("_")}
    named = (fields | methods) - {"engine", "number", "of"}
    assert set(rows("Estimators of scikit-learn")) == named
