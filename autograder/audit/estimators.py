"""A fitted estimator as graders see it: what it has learnt, and predictions that are made anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from autograder.audit.engine import Engine, is_data, twice
from autograder.errors import AuditorCrashed, ModelRefused

Array = np.ndarray[Any, Any]


class EstimatorAuditor(Engine):
    """Builds fitted estimators of scikit-learn anew and asks them."""

    def load(self, exported: Any) -> "AuditedEstimator":
        """Check what the worker's `export_estimator` returned, and build it."""
        if not is_data(exported):
            raise ModelRefused("the estimator did not arrive as data")
        try:
            return twice(lambda: AuditedEstimator.of(self, exported))
        except AuditorCrashed as error:
            raise ModelRefused(f"scikit-learn crashes over it: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise ModelRefused(f"the estimator did not arrive whole: {error!r}") from error


class Held(dict[str, Any]):
    """What an estimator holds, by name; ModelRefused for what another kind would hold."""

    def __init__(self, values: Any, kind: str) -> None:
        super().__init__(values)
        self._kind = kind

    def __missing__(self, name: str) -> NoReturn:
        raise ModelRefused(f"this {self._kind} has no {name}")


@dataclass(frozen=True)
class AuditedEstimator:
    """An estimator of scikit-learn that was built anew from a student's.

    `name` is that of its class, `parameters` and `learnt` are its parameters and the attributes
    that end with an underscore, `steps` the steps of a pipeline by their names; to ask for one that
    it lacks is its author's fault, who has fitted another kind. What it predicts
    comes from these in a process without the student's code. Every method may raise ModelRefused.
    """

    name: str
    parameters: Mapping[str, Any]
    learnt: Mapping[str, Any]
    steps: Mapping[str, "AuditedEstimator"]
    engine: Engine
    number: int

    @classmethod
    def of(cls, engine: Engine, exported: Mapping[str, Any]) -> "AuditedEstimator":
        """Build it, and each of its steps, in the engine; KeyError and the like for nonsense."""
        name = str(exported["name"])
        steps = ((str(step), cls.of(engine, each)) for step, each in exported["steps"])
        return cls(
            name=name,
            parameters=Held(exported["parameters"], name),
            learnt=Held(exported["learnt"], name),
            steps=Held(steps, name),
            engine=engine,
            number=engine.ask("load", dict(exported)),
        )

    def predict(self, x: Any) -> Array:
        """Return a prediction for each row of `x` (rows, features)."""
        return self._of("predict", x)

    def predict_proba(self, x: Any) -> Array:
        """Return the probability of each class (columns) for each row."""
        return self._of("predict_proba", x)

    def decision_function(self, x: Any) -> Array:
        """Return the score of each row."""
        return self._of("decision_function", x)

    def transform(self, x: Any) -> Array:
        """Return the rows as a scaler or a decomposition gives them."""
        return self._of("transform", x)

    def _of(self, method: str, x: Any) -> Array:
        return np.asarray(self.engine.ask("ask", self.number, method, np.asarray(x)))
