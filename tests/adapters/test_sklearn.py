"""Fitted estimators: they cross as parameters and arrays, and what they predict is made anew."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.decomposition import PCA
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from tiny_course import ASSIGNMENT, NOTEBOOK, answered, hand_in

from autograder import errors
from autograder.adapters.sklearn.engine import Refused, answer, built, loaded
from autograder.adapters.sklearn.kinds import METHODS
from autograder.adapters.sklearn.values import ModelRefused, export_estimator
from autograder.audit.estimators import EstimatorAuditor
from autograder.course import Course
from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import ALWAYS, SKLEARN
from autograder.jobs.context import open_context
from autograder.jobs.submission import grade_submission
from autograder.limits import Limits
from autograder.records import CriterionResult, Verdict

X, Y = make_blobs(60, n_features=3, centers=3, random_state=0)
TEXTS = np.array(["low", "middle", "high"])[Y]
FITTED = {
    "linear": LinearRegression().fit(X, Y),
    "ridge": Ridge(0.5).fit(X, Y),
    "lasso": Lasso(0.1).fit(X, Y),
    "elastic": ElasticNet(0.1).fit(X, Y),
    "logistic": LogisticRegression(C=0.3).fit(X, Y),
    "texts": LogisticRegression().fit(X, TEXTS),
    "bayes": GaussianNB().fit(X, Y),
    "means": KMeans(3, n_init=1, random_state=1).fit(X),
    "components": PCA(2, random_state=1).fit(X),
    "standard": StandardScaler().fit(X),
    "range": MinMaxScaler().fit(X),
    "pipeline": make_pipeline(StandardScaler(), PCA(2), LogisticRegression()).fit(X, Y),
}
GRADERS = """
import numpy as np
import pytest


class TestFit:
    @pytest.mark.criterion("double", hint="Fit it on the data that it is given.")
    def test_predicts(self, student, audit, random):
        '''Fit a classifier that tells two clusters apart.'''
        x = random.normal(size=(200, 2)) + np.repeat([[-2.0], [2.0]], 100, axis=0)
        y = np.repeat([0, 1], 100)
        found = audit.estimator(student.double((x[::2], y[::2])))
        accuracy = float(np.mean(found.predict(x[1::2]) == y[1::2]))
        assert accuracy > 0.9, f"accuracy: expected more than 0.9, got {accuracy:.2f}"
"""
RIGHT = """
from sklearn.linear_model import LogisticRegression
def double(data):
    return LogisticRegression().fit(*data)
"""
CHEATING = """
from sklearn.linear_model import LogisticRegression
def double(data):
    x, y = data
    model = LogisticRegression().fit(x, 1 - y)
    model.predict = lambda x: (x.mean(axis=1) > 0).astype(int)
    return model
"""
UNFITTED = """
from sklearn.linear_model import LogisticRegression
def double(data):
    return LogisticRegression()
"""


@pytest.fixture(scope="module")
def auditor() -> Iterator[EstimatorAuditor]:
    """An engine in a sandboxed process."""
    with ForkServer.start([*ALWAYS, SKLEARN.engine]) as server:
        entry = f"{SKLEARN.engine}:main"
        with EstimatorAuditor(lambda: server.spawn(entry, {}, Limits())) as auditor:
            yield auditor


@pytest.mark.parametrize("name", FITTED)
def test_estimator_built_anew_answers_the_same(name: str, auditor: EstimatorAuditor) -> None:
    """Whatever a method gives on one side it gives on the other, bit for bit."""
    estimator = FITTED[name]
    found = auditor.load(export_estimator(estimator))
    methods = [method for method in METHODS if hasattr(estimator, method)]
    assert methods
    for method in methods:
        theirs, ours = getattr(estimator, method)(X), getattr(found, method)(X)
        assert np.array_equal(ours, theirs)


def test_what_was_learnt_can_be_read(auditor: EstimatorAuditor) -> None:
    """Parameters and arrays, those of a pipeline's steps as well."""
    found = auditor.load(export_estimator(FITTED["pipeline"]))
    assert list(found.steps) == ["standardscaler", "pca", "logisticregression"]
    assert np.array_equal(found.steps["standardscaler"].learnt["mean_"], X.mean(axis=0))
    assert found.steps["pca"].parameters["n_components"] == 2


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (LogisticRegression, "has learnt nothing: call its fit first"),
        (DecisionTreeClassifier, "expected one of .*, got DecisionTreeClassifier"),
        (dict, "got dict"),
    ],
)
def test_what_cannot_cross_is_refused(made: Callable[[], Any], words: str) -> None:
    """The student is told which kinds can be measured, or what to do."""
    with pytest.raises(ModelRefused, match=words):
        export_estimator(made())


def test_engine_builds_nothing_but_what_it_knows() -> None:
    """Another class, a method that is none, arrays that do not fit: each is refused."""
    with pytest.raises(Refused, match="got Popen"):
        built({"name": "Popen", "parameters": {}, "learnt": {}, "steps": []})
    spoilt = export_estimator(FITTED["linear"]) | {"learnt": {"coef_": np.ones(9), "__class__": 1}}
    estimator = built(spoilt)
    assert type(estimator) is LinearRegression
    for method in ("fit", "predict"):
        with pytest.raises(Refused):
            answer(estimator, method, X)


LEARNT = {"coef_": np.ones((1, 3)), "intercept_": np.zeros(1)}
ODD = {
    "an attribute that nobody can set": ("Lasso", {"sparse_coef_": 1}),
    "lists of several lengths": ("LogisticRegression", {**LEARNT, "classes_": [[1], [2, 3]]}),
    "objects for classes": ("LogisticRegression", {**LEARNT, "classes_": [{"a": 1}, {}]}),
    "bytes for classes": ("LogisticRegression", {**LEARNT, "classes_": [b"a", b"b"]}),
    "nothing that holds names": ("Ridge", None),
}


@pytest.mark.parametrize("what", ODD)
def test_what_was_learnt_may_be_anything_and_is_never_our_fault(what: str) -> None:
    """Else a wrong answer could be made one that a person has to judge."""
    name, learnt = ODD[what]
    with pytest.raises(Refused):
        answer(loaded({"name": name, "parameters": {}, "learnt": learnt}), "predict", X)


def test_another_kind_of_estimator_is_its_authors_fault(auditor: EstimatorAuditor) -> None:
    """A grader may ask for what the kind that was asked for has learnt."""
    found = auditor.load(export_estimator(FITTED["means"]))
    with pytest.raises(errors.ModelRefused, match="this KMeans has no coef_"):
        _ = found.learnt["coef_"]


@pytest.mark.parametrize(
    ("source", "verdict", "words"),
    [
        (RIGHT, Verdict.PASSED, ""),
        (CHEATING, Verdict.FAILED, "expected more than 0.9"),
        (UNFITTED, Verdict.FAILED, "call its fit first"),
        ("def double(data):\n    return 3", Verdict.FAILED, "expected a fitted estimator"),
    ],
    ids=["right", "cheating", "unfitted", "number"],
)
def test_course_of_estimators_is_graded(
    course: Path, source: str, verdict: Verdict, words: str
) -> None:
    """What a student's object says of itself counts for nothing; what it has learnt does."""
    (course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py").write_text(GRADERS)
    result = judged(course, source)
    assert result.verdict is verdict
    assert words in result.message


def judged(course: Path, source: str) -> CriterionResult:
    """Grade one submission and return its only criterion."""
    hand_in(course, "ada", answered(course, source))
    with open_context(Course(course), ASSIGNMENT, Limits()) as context:
        record = grade_submission(context, "ada", {}, frozenset([NOTEBOOK])).record
    (result,) = next(cell for cell in record.cells if cell.cell == "double").criteria
    return result


def test_the_adapter_brings_no_tensorflow() -> None:
    """A course of estimators starts without another framework."""
    modules = ", ".join(["autograder.adapters.sklearn.values", SKLEARN.engine])
    script = f"import sys, {modules}; print('tensorflow' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert run.stdout.split() == [b"False"]
