"""Is a network healthy? Judged by numbers alone: gradient norms, losses, inactive units.

`diagnose` judges series that were recorded by hand, `Monitor` is a Keras callback that records
them; `docs/health.md` has the rules. Only `Monitor` needs Keras.
"""

from typing import Any

from autograder.health.diagnosis import Diagnosis
from autograder.health.findings import Finding, Trouble
from autograder.health.recording import Context, recording
from autograder.health.rules import examine

__all__ = ["Context", "Diagnosis", "Finding", "Monitor", "Trouble", "diagnose"]


def diagnose(
    losses: Any,
    norms: Any,
    weights: Any = None,
    updates: Any = None,
    context: Context | None = None,
) -> Diagnosis:
    """Judge a training run; ValueError says which series does not fit the others.

    losses: the loss of each logged step, shape (steps,), in any units.
    norms: the L2 norm of each kernel's gradient before clipping, shape (steps, layers), in
        forward order, in the units of the loss by those of the weights.
    weights, updates: the L2 norms of each kernel before a step, and of its change by that step.
    context: what else is known, see `Context`.
    """
    return examine(recording(losses, norms, weights, updates, context or Context()))


def __getattr__(name: str) -> Any:
    # Python asks here for what the module lacks: Keras is imported by whoever wants Monitor.
    if name != "Monitor":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from autograder.health.monitor import Monitor  # noqa: PLC0415 - takes seconds

    return Monitor
