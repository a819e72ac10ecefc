"""The Python examples of the documentation do what their pages say."""

import contextlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml
from tiny_course import ASSIGNMENT, NOTEBOOK, PROJECT
from traitlets.config import Config

from autograder.course import Course
from autograder.grade.notebook import judge
from autograder.grade.session import NotebookSession
from autograder.gradebook.settings import carries_forward, limits_of, minimum_level, policy_of
from autograder.health import Context, diagnose
from autograder.jobs.context import open_context
from autograder.jobs.reference import solved
from autograder.limits import Limits
from autograder.records import Verdict
from autograder.solutions import Solution, read_solution

# Where each page with Python in it is run.
RUN_HERE = {"assignment.md", "cluster.md", "configuration.md", "health.md", "solutions.md"}
RUN_ELSEWHERE = {"graders.md"}


def examples(page: str) -> list[str]:
    """Return the Python blocks of a page."""
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_every_example_is_run() -> None:
    """A page that gets its first example gets a test."""
    with_python = {path.name for path in (PROJECT / "docs").glob("*.md") if examples(path.name)}
    assert with_python == RUN_HERE | RUN_ELSEWHERE


def test_cells_of_an_assignment_fit_together() -> None:
    """The check passes the solution and fails another."""
    todo, check, _ = examples("assignment.md")
    names: dict[str, object] = {}
    exec(todo, names)  # noqa: S102 - the page's own example
    exec(check, names)  # noqa: S102
    names["double"] = lambda x: x**2
    with pytest.raises(AssertionError, match="expected 6, got 9"):
        exec(check, names)  # noqa: S102


def test_grader_wheat_and_chaff_fit_together(course: Path) -> None:
    """The grader passes the wheat and fails the chaff, which loses and is told what it promises."""
    grader = examples("assignment.md")[-1]
    (course / "tests" / "graders" / ASSIGNMENT / f"test_{NOTEBOOK}.py").write_text(grader)
    wheat, chaff = (solution(course, source) for source in examples("solutions.md"))
    with open_context(Course(course), ASSIGNMENT, Limits()) as context:
        (right,), (wrong,) = (
            judge(NotebookSession(context, "reader", clean, context.assignment.files)).items()
            for clean in (solved(context, NOTEBOOK, [each]) for each in (wheat, chaff))
        )
    assert right[1].verdict is Verdict.PASSED
    assert wrong[1].verdict is Verdict.FAILED
    assert {f"{wrong[0].cell}.{wrong[0].name}"} == chaff.loses
    assert all(words in f"{wrong[1].message} {wrong[1].hint}" for words in chaff.told)


def solution(course: Path, source: str) -> Solution:
    """Read a solution of the page."""
    path = course / "solution.py"
    path.write_text(source)
    return read_solution(path)


def test_settings_are_understood() -> None:
    """Each is taken, and changes what holds by itself."""
    (text,) = examples("configuration.md")
    config = Config()
    exec(text, {"c": config})  # noqa: S102 - the page's own example
    assert limits_of(config) != Limits()
    assert minimum_level(config) != minimum_level(Config())
    assert carries_forward(config) is not carries_forward(Config())
    assert policy_of(config, "week5") != policy_of(Config(), "week5")


def test_loop_of_the_page_on_health_is_judged() -> None:
    """The example for a loop of one's own says what `diagnose` says; the callback needs Keras."""
    _, loop = examples("health.md")
    steps = np.linspace(2.30, 0.05, 60)
    layers = np.ones((60, 3))
    names: dict[str, object] = {
        "losses": steps,
        "norms": 0.1 * layers,
        "weights": layers,
        "updates": 0.01 * layers,
    }
    exec(loop, names)  # noqa: S102 - the page's own example
    context = Context(baseline=2.30, every=2)
    told = diagnose(steps, 0.1 * layers, layers, 0.01 * layers, context)
    assert str(names["found"]) == str(told)
    assert told.healthy


@contextlib.contextmanager
def cluster_settings(dask: Any, folder: Path) -> Iterator[None]:
    """Have dask read the settings of the page on clusters."""
    page = (PROJECT / "docs" / "cluster.md").read_text(encoding="utf-8")
    for number, settings in enumerate(re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)):
        (folder / f"{number}.yaml").write_text(settings)
    dask.config.refresh(paths=[folder])
    try:
        yield
    finally:
        dask.config.refresh()


def test_workers_of_slurm_are_started_as_the_page_says(tmp_path: Path) -> None:
    """dask-jobqueue makes a job of the settings, and takes what the script hands it."""
    dask = pytest.importorskip("dask", reason="dask.distributed is not installed")
    jobqueue = pytest.importorskip("dask_jobqueue", reason="dask-jobqueue is not installed")
    with cluster_settings(dask, tmp_path):
        job = jobqueue.slurm.SLURMJob("tcp://192.0.2.10:8786", "0").job_script()
    assert "#SBATCH --mem=3G" in job
    assert "/opt/nbgradient/bin/python -m distributed.cli.dask_worker" in job
    assert "--nthreads 1 " in job
    script, _ = examples("cluster.md")
    options = re.findall(r"SLURMCluster\((\w+)=", script)
    assert options
    assert set(options) <= set(inspect.signature(jobqueue.SLURMCluster).parameters)


def test_workers_of_kubernetes_are_started_as_the_page_says(tmp_path: Path) -> None:
    """dask-kubernetes knows every setting, and makes of them what its operator accepts."""
    dask = pytest.importorskip("dask", reason="dask.distributed is not installed")
    operator = pytest.importorskip("dask_kubernetes.operator", reason="not installed")
    known = set(dask.config.get("kubernetes"))
    with cluster_settings(dask, tmp_path):
        told = dask.config.get("kubernetes")
    assert set(told) == known
    spec = operator.make_cluster_spec(
        name=told["name"],
        image=told["image"],
        n_workers=told["count"]["start"],
        resources=told["resources"],
        env={},
        worker_command=told["worker-command"],
    )
    words = spec["spec"]["worker"]["spec"]["containers"][0]["args"]
    assert words[:4] == ["dask", "worker", "--nthreads", "1"]
    folder = Path(operator.__file__).parent
    path = next(folder.rglob("crds/daskcluster.yaml"))
    (version,) = yaml.safe_load(path.read_text())["spec"]["versions"]
    jsonschema.validate(spec, version["schema"]["openAPIV3Schema"])
