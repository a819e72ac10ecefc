"""Tables that the notebooks print."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from .guide import REMEDIES, Guide, Trial
from .remedies import Outcome

History = Mapping[str, Sequence[float]]
Clip = Callable[[list[Any]], Iterable[Any]]


def diagnoses(
    norms: Mapping[str, Mapping[str, float]], verdicts: Mapping[str, Mapping[str, Any]]
) -> None:
    """Print the first and the last norm of each network, and what was diagnosed."""
    states = ("vanished", "weak", "healthy", "exploding", "non_finite")
    columns = {state: len(state) + 2 for state in states}
    print(f"{'network':<12}{'first':>8}{'last':>9}{'last/first':>12}", end="")
    print("".join(f"{state:>{width}}" for state, width in columns.items()) + "  verdict")
    for name, of_one in norms.items():
        values, verdict = list(of_one.values()), verdicts[name]
        print(f"{name:<12}{values[0]:>8.1e}{values[-1]:>9.1e}{verdict['ratio']:>12.3g}", end="")
        counts = "".join(f"{verdict[state]:>{width}}" for state, width in columns.items())
        print(f"{counts}  {verdict['verdict']}")


def explosion(detector: Any, losses: Sequence[float], model: Any) -> None:
    """Print what a detector saw in a training, and in which state the weights are."""
    finite = [norm for norm in detector.history if math.isfinite(norm)]
    steps, lost = len(detector.history), len(detector.history) - len(finite)
    weights = np.concatenate([np.ravel(weight) for weight in model.get_weights()])
    print(f"steps {steps}, of these with inf or NaN {lost}; last loss {losses[-1]:.4g}")
    for step, kind, norm in detector.events[:6]:
        print(f"  step {step:>2}  {kind:<11} norm {norm:.4g}")
    if len(detector.events) > 6:
        print(f"  and {len(detector.events) - 6} more events")
    print(f"largest finite norm {max(finite, default=math.nan):.4g}; ", end="")
    print(f"weights that are inf or NaN: {np.sum(~np.isfinite(weights))} of {weights.size}\n")


def optimizers(results: Mapping[str, Mapping[str, Any]], order: Sequence[str]) -> None:
    """Print the runs of compare_optimizers in order, the best first."""
    print("    optimizer       validation loss   loss reduction   average norm   its deviation")
    for place, name in enumerate(order, start=1):
        run = results[name]
        print(
            f"{place:>2}. {name:<16}{run['final_loss']:>15.4f}{run['loss_reduction']:>17.4f}"
            f"{run['average_gradient_norm']:>15.4f}{run['gradient_stability']:>16.4f}"
        )


def remedies(outcomes: Mapping[str, Outcome], settled: Mapping[str, int | None]) -> None:
    """Print what each remedy brought, and what it cost."""
    print(f"{'':<20}{'test':>8}{'test':>10}{'test -':>11}{'converged':>11}{'':>12}{'ms per':>8}")
    print(f"{'network':<20}{'loss':>8}{'accuracy':>10}{'train loss':>11}", end="")
    print(f"{'at epoch':>11}{'parameters':>12}{'epoch':>8}")
    for name, run in outcomes.items():
        gap, epoch = run.test_loss - run.train_loss, settled[name]
        print(f"{name:<20}{run.test_loss:>8.3f}{run.test_accuracy:>10.3f}{gap:>11.3f}", end="")
        print(f"{'never' if epoch is None else epoch:>11}{run.parameters:>12,}", end="")
        print(f"{1000 * run.seconds:>8.1f}")


def guide(measured: Guide) -> None:
    """Print what each remedy brings and costs, the one that matters most first."""
    plain, complete = _accuracy(measured.plain), _accuracy(measured.complete)
    print(f"accuracy without any remedy {plain:.2f}, with all of them {complete:.2f}\n")
    gain = {name: _accuracy(trials) - plain for name, trials in measured.alone.items()}
    loss = {name: complete - _accuracy(trials) for name, trials in measured.without.items()}
    print(f"{'remedy':<18}{'gain alone':>11}{'loss without':>13}{'time a step':>13}   in Keras")
    for name in sorted(gain, key=lambda name: gain[name] + loss[name], reverse=True):
        cost = _seconds(measured.alone[name]) / _seconds(measured.plain)
        print(f"{name:<18}{gain[name]:>+11.2f}{loss[name]:>+13.2f}{cost:>12.1f}x", end="   ")
        print(REMEDIES[name])
    for words, chosen in {
        "Cures alone": [name for name in gain if gain[name] > 0.5],
        "Missed when left out": [name for name in loss if loss[name] > 0.05],
        "Made no difference here": [name for name in gain if max(gain[name], loss[name]) <= 0.05],
    }.items():
        print(f"\n{words}: {', '.join(chosen) or 'none'}", end="")


def _accuracy(trials: Sequence[Trial]) -> float:
    return float(np.mean([trial.accuracy for trial in trials]))


def _seconds(trials: Sequence[Trial]) -> float:
    return min(trial.seconds for trial in trials)


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


def _clipped(run: History) -> int:
    return int(np.sum(np.less(run["norms_after"], run["norms_before"])))


_MEASURES: dict[str, Callable[[History], float]] = {
    "steps": lambda run: len(run["losses"]),
    "steps with inf or NaN": lambda run: int(np.sum(~np.isfinite(run["norms_before"]))),
    "steps that were clipped": _clipped,
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
