"""The criteria of a grade cell in the student's own kernel: what stock nbgrader's hidden tests run.

`against_nbgrader.py` writes a call of `points` into every grade cell. The graders are the same as
in the sandbox. Nothing keeps them from the student's code here, and nothing is sent anywhere: calls
are made in place, and models are measured in the kernel, one compiled step after the other, with
the norms of all layers read after each. It imports as little as it can: stock nbgrader would need
none of the sandbox.
"""

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from IPython import get_ipython

from autograder.errors import StudentRaised
from autograder.records import CriterionResult, Verdict
from autograder.testing.criterion import Criterion
from autograder.testing.run import collect_graders, run_graders
from autograder.worker import wire
from autograder.worker.effects import Effects
from autograder.worker.serve import callable_by_graders
from autograder.worker.tracebacks import describe
from autograder.worker.values import Values
from autograder.worker.wire import RemoteObject

KERAS = ("autograder.adapters.keras.values", "autograder.adapters.keras.export")
OUTPUT_BYTES = 1 << 23
DIGITS = 2


def points(graders: str, cell: str, most: float) -> float:
    """Return what the criteria of a grade cell give for the names of this kernel."""
    results = _judged(graders, cell)
    weights = sum(result.weight for result in results)
    earned = sum(result.weight * result.credit for result in results)
    return most if earned == weights else round(most * earned / weights, DIGITS)


def credits(graders: str, cell: str) -> dict[str, float]:
    """Return the credit of each criterion of a grade cell, by its name."""
    return {result.name: result.credit for result in _judged(graders, cell)}


@cache
def _judged(graders: str, cell: str) -> list[CriterionResult]:
    file = Path(graders)
    criteria = _criteria(file)
    elsewhere = {each: _passed(each) for each in criteria if each.cell != cell}
    judged = run_graders(file, _session(), known=elsewhere)
    return [judged[each] for each in criteria if each.cell == cell]


@cache
def _criteria(file: Path) -> Sequence[Criterion]:
    return collect_graders(file)


def _passed(criterion: Criterion) -> CriterionResult:
    verdict, credit = Verdict.PASSED, 1.0
    name, weight = criterion.name, criterion.weight
    return CriterionResult(name=name, verdict=verdict, weight=weight, credit=credit, asked="")


@cache
def _session() -> "Here":
    if "tensorflow" in sys.modules:
        for module in KERAS:
            import_module(module)
    shell: Any = get_ipython()  # type: ignore[no-untyped-call]
    functions = {**callable_by_graders(), **Effects(OUTPUT_BYTES).functions()}
    return Here(Values({"notebook": shell.user_ns, "worker": functions}))


class Here:
    """Implements `autograder.testing.session.Session` in the process of the student's code."""

    call_seconds = 60.0

    def __init__(self, values: Values) -> None:
        self._values = values

    def connection(self, _notebook: str, _cell: str, _criterion: str = "") -> "Here":
        """Stay here."""
        return self

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        _timeout: float,
    ) -> Any:
        """Call the target, and return its value as graders would get it from a worker."""
        try:
            live = self._values.resolve(target)
            if arguments is not None:
                given = self._values.incoming(list(arguments))
                live = live(*given, **self._values.incoming(dict(keywords)))
            return wire.decode(wire.encode(self._values.outgoing(live, records=arguments is None)))
        except BaseException as error:  # whatever student code raises is an answer
            raise _raised(describe(error)) from None

    def auditor(self, _framework: str) -> Any:
        """Measure models of Keras here."""
        return _auditor()

    def random(self, criterion: str) -> np.random.Generator:
        """Draw the same inputs for everyone."""
        return np.random.default_rng(list(criterion.encode()))


def _raised(told: Mapping[str, Any]) -> StudentRaised:
    words = (told["type"], told["bases"], told["message"], told["place"], told["traceback"])
    error = StudentRaised(*words)
    error.in_given_source = told["given"] is True
    return error


@cache
def _auditor() -> Any:
    return import_module("autograder.audit.auditor").Auditor(EngineHere)


class EngineHere:
    """The engine that measures models, in this process."""

    alive = True

    def __init__(self) -> None:
        self._functions = import_module("autograder.adapters.keras.engine").functions()
        training = import_module("autograder.adapters.keras.engine.training")
        training.Trainer.train = _train_step_by_step

    def call(
        self,
        target: RemoteObject,
        arguments: Sequence[Any] | None,
        keywords: Mapping[str, Any],
        _timeout: float,
    ) -> Any:
        """Call a function of the engine."""
        return self._functions[target.path[0]](*(arguments or ()), **keywords)

    def close(self) -> None:
        """Stay."""


def _train_step_by_step(
    trainer: Any, weights: Sequence[Any], x: Any, y: Any, batches: Any
) -> tuple[Any, list[Any]]:
    """Train as a loop in Python does that looks at every step; see `Trainer.train`."""
    tensorflow = import_module("tensorflow")
    training = import_module("autograder.adapters.keras.engine.training")
    count = len(trainer._packing.shapes)
    state = [tensorflow.constant(value) for value in weights[count:]]
    trainer._optimizer.start(weights[:count])
    step = _compiled_step(trainer)
    histories: list[Any] = []
    for rows in batches:
        state, *found = step(state, tensorflow.constant(x[rows]), tensorflow.constant(y[rows]))
        histories.append([value.numpy() for value in found])
    losses, squares, totals = (tensorflow.constant(each) for each in zip(*histories, strict=True))
    run = training.Run(losses, squares, totals, state)
    return run, [*trainer._optimizer.finish(), *(value.numpy() for value in state)]


@cache
def _compiled_step(trainer: Any) -> Any:
    """Return a step that is compiled once for a model, whatever weights it is trained from."""
    return import_module("tensorflow").function(trainer._step, autograph=False)
