"""The evidence as `thresholds.toml`: read by graders, and by whoever wants to know why."""

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.calibrate.evidence import CONFIDENCE, FALSE_REJECTION, Evidence, upper_bound
from autograder.calibrate.plan import PILOT_RIGHT, PILOT_WRONG

WIDTH = 96
HEAD = """\
Written by `autograder calibrate {assignment}`: run it again rather than change a number here.

A criterion earns nothing at `zero`, everything at `full`, and fails only after `trials` \
independent trials have fallen short of `full`. Students are told `told`, which is stricter.

Bounds hold at {confidence:.0%} confidence. They are one-sided Clopper-Pearson limits of the \
probability that one trial falls short (or is enough), taken over all trials of a criterion. \
False rejection of a submission as good as the weakest right solution is at most {allowed:.1%} \
for each criterion.

Every right solution is tried {right} times and every wrong one that loses the criterion {wrong} \
times; the right one with the worst trial is then tried `trials_held` times in all, and so is the \
wrong one with the best trial. Quantiles: least value, 5 %, median, 95 %, greatest value.

{environment}
"""


def toml(assignment: str, evidence: Sequence[Evidence], environment: str) -> str:
    """Return the text of the file; the same evidence gives the same text."""
    head = HEAD.format(
        assignment=assignment,
        confidence=CONFIDENCE,
        allowed=FALSE_REJECTION,
        right=PILOT_RIGHT,
        wrong=PILOT_WRONG,
        environment=environment,
    )
    lines = [f"# {line}".rstrip() for line in _wrapped(head)]
    for each in evidence:
        lines += ["", *_table((each.name,), _cut_off(each))]
        lines += ["", *_table((each.name, "right"), _right(each))]
        quantiles = {wheat.name: wheat.quantiles for wheat in each.wheats}
        lines += ["", *_table((each.name, "right", "quantiles"), quantiles)]
        lines += ["", *_table((each.name, "wrong"), _wrong(each))]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> list[str]:
    """Break paragraphs into lines, an empty one between two."""
    paragraphs = [textwrap.wrap(part, WIDTH) for part in text.strip().split("\n\n")]
    return [line for lines in paragraphs for line in (*lines, "")][:-1]


def _table(path: Sequence[str], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield a TOML table; names, numbers, strings and lists of JSON are TOML's as well."""
    yield f"[{'.'.join(json.dumps(part) if '.' in part else part for part in path)}]"
    for key, value in values.items():
        yield f"{key} = {json.dumps(_short(value))}"


def _cut_off(each: Evidence) -> dict[str, Any]:
    return {"what": each.statistic.what, **vars(each.cut_off), "told": each.statistic.told}


def _right(each: Evidence) -> dict[str, Any]:
    weakest, short = each.weakest, each.weakest.short_of(each.cut_off)
    return {
        "weakest": weakest.name,
        "trials_held": len(weakest.values),
        "trials_short": short,
        "one_trial_bound": upper_bound(short, len(weakest.values)),
        "false_rejection_bound": weakest.rejection_bound(each.cut_off),
    }


def _wrong(each: Evidence) -> dict[str, Any]:
    """Return what is known of the nearest wrong solution; {} where none was measured."""
    if each.chaff is None:
        return {}
    return {
        "nearest": each.chaff.name,
        "trials_held": len(each.chaff.values),
        "false_acceptance": each.chaff.acceptance(each.cut_off),
        "false_acceptance_bound": each.chaff.acceptance_bound(each.cut_off),
        "quantiles": each.chaff.quantiles,
    }


def _short(value: Any) -> Any:
    """Round floats, in lists too, to four significant digits."""
    if isinstance(value, list):
        return [_short(item) for item in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
