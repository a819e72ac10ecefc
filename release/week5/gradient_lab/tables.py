"""Tables that the notebooks print."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

History = Mapping[str, Sequence[float]]
Clip = Callable[[list[Any]], Iterable[Any]]


def strategies(scenarios: Mapping[str, list[Any]], clippers: Mapping[str, Clip]) -> None:
    """Print the norm that each clipper leaves and how far it turns the gradient, by scenario."""
    print(f"{'gradients':<11}{'norm':>8}   " + "".join(f"{name:^20}" for name in clippers))
    print(" " * 22 + "".join(f"{'norm':>11} {'cosine':<8}" for _ in clippers))
    for name, gradients in scenarios.items():
        whole = _joined(gradients)
        cells = "".join(_cell(whole, _joined(clip(gradients))) for clip in clippers.values())
        print(f"{name:<11}{np.linalg.norm(whole):>8.2f}   {cells}")


def _cell(before: np.ndarray, after: np.ndarray) -> str:
    norm = np.linalg.norm(after)
    cosine = before @ after / (np.linalg.norm(before) * norm) if norm else math.nan
    return f"{norm:>11.2f} {cosine:<8.3f}"


def _joined(gradients: Iterable[Any]) -> np.ndarray:
    return np.concatenate([np.ravel(np.float64(gradient)) for gradient in gradients])


def comparison(without: History, clipped: History) -> None:
    """Print two trainings side by side, counting inf and NaN instead of averaging over them."""
    print(f"{'':<30}{'without':>14}{'with clipping':>16}")
    for label, measure in _MEASURES.items():
        print(f"{label:<30}{measure(without):>14.4g}{measure(clipped):>16.4g}")


def _largest_finite(values: Sequence[float]) -> float:
    return max(filter(math.isfinite, values), default=math.nan)


_MEASURES: dict[str, Callable[[History], float]] = {
    "steps with inf or NaN": lambda run: int(np.sum(~np.isfinite(run["norms_before"]))),
    "largest finite norm before": lambda run: _largest_finite(run["norms_before"]),
    "largest finite norm applied": lambda run: _largest_finite(run["norms_after"]),
    "first loss": lambda run: run["losses"][0],
    "last loss": lambda run: run["losses"][-1],
}


def health(run: Sequence[Mapping[str, float]]) -> None:
    """Print a run of gradient_health, a line a step, and an assessment of the whole."""
    print("step    loss       min       max    vanished  weak  exploding")
    for step in run:
        counts = [step[f"{name}_layers"] for name in ("vanished", "weak", "exploding")]
        print(
            f"{step['step']:>4}{step['loss']:>8.3f}{step['min_gradient']:>10.1e}"
            f"{step['max_gradient']:>10.1e}{counts[0]:>12}{counts[1]:>6}{counts[2]:>11}"
        )
    print(f"Assessment: {assess(run)}")


def assess(run: Sequence[Mapping[str, float]], settled: int = 3) -> str:
    """Judge a run in words from the steps after the first `settled`, since the first may jump."""
    later = [step for step in run if step["step"] >= settled]
    if not later:
        return f"too short to judge, give it more than {settled} steps"
    sick = {
        name: max(step[f"{name}_layers"] for step in later)
        for name in ("vanished", "weak", "exploding")
    }
    if not any(sick.values()):
        return f"healthy, no layer vanished, weak or exploding from step {settled} on"
    found = ", ".join(f"{count:g} {name}" for name, count in sick.items() if count)
    return f"not healthy, of {later[0]['total_layers']} layers up to {found} in one step"
