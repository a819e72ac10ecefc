"""Our rules and those of others on the corpus: `python -m health.comparison` in `tests/`."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from health.cases import DEAD, EXPLODING, NON_FINITE, OSCILLATION, SLOW, VANISHING
from health.corpus import Run, stored
from health.peers import PEERS

SYMPTOMS = (VANISHING, EXPLODING, NON_FINITE, DEAD, OSCILLATION, SLOW)
Rules = Callable[[Run], Iterable[str]]


def ours(run: Run) -> Iterator[str]:
    """Judge by `autograder.health`, with all that is known of a run."""
    yield from map(str, run.diagnosis().troubles)


RULES: Mapping[str, Rules] = {"autograder.health": ours, **PEERS}


def recalled(rules: Rules, symptom: str) -> tuple[int, int]:
    """Return how many of the runs with a symptom are found to have it, and how many there are."""
    runs = [run for run in stored() if symptom in run.labels]
    return sum(symptom in set(rules(run)) for run in runs), len(runs)


def detected(rules: Rules) -> tuple[int, int]:
    """Return for how many sick runs anything is found, and how many there are."""
    runs = [run for run in stored() if run.labels]
    return sum(bool(set(rules(run))) for run in runs), len(runs)


def alarmed(rules: Rules) -> tuple[int, int]:
    """Return for how many healthy runs anything is found, and how many there are."""
    runs = [run for run in stored() if not run.labels]
    return sum(bool(set(rules(run))) for run in runs), len(runs)


def table() -> str:
    """Return the comparison as a table in Markdown."""
    rows = [f"| | {' | '.join(RULES)} |", "|---" * (len(RULES) + 1) + "|"]
    for symptom in SYMPTOMS:
        rows.append(_row(symptom, [recalled(rules, symptom) for rules in RULES.values()]))
    rows.append(_row("any symptom of a sick run", [detected(rules) for rules in RULES.values()]))
    rows.append(_row("healthy runs alarmed", [alarmed(rules) for rules in RULES.values()]))
    return "\n".join(rows)


def _row(name: str, counts: Iterable[tuple[int, int]]) -> str:
    return f"| {name} | " + " | ".join(f"{found} of {all_}" for found, all_ in counts) + " |"


if __name__ == "__main__":
    print(table())
