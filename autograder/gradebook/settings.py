"""What an instructor may set for grading in `nbgrader_config.py`.

`c.Limits.<name> = value`; `c.Sandbox.minimum_level = "full"`, to grade nothing on a machine that
offers less; `c.Grading.carry_forward = True`, to judge what was lost for an earlier function once
more with that given; `c.Policy.<assignment> = {...}`, what students are shown, and when.
"""

import dataclasses
import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from traitlets.config import Config

from autograder.errors import CourseError
from autograder.limits import FLOORS, Limits
from autograder.policy import Counts, Policy
from autograder.sandbox.levels import FULL, NO_NAMESPACES
from autograder.submitted import BEST


def limits_of(config: Config) -> Limits:
    """Return the limits with the course's own values.

    CourseError on an unknown name and on a value that is no limit.
    """
    chosen = dict(config.get("Limits", {}))
    kinds = {field.name: field.type for field in dataclasses.fields(Limits)}
    _require_known("Limits", chosen, kinds)
    for name, value in chosen.items():
        _require_limit(name, value, whole=kinds[name] is int)
    return Limits(**chosen)


def keys_of(config: Config) -> Mapping[str, str]:
    """Return the keys of the grades that were made just now and are entered, by notebook."""
    keys: Mapping[str, str] = config.get("Entering", {}).get("grades", {})
    return keys


def carries_forward(config: Config) -> bool:
    """Return whether errors are carried forward; raise CourseError for what is neither yes nor no.

    Not by itself: whoever may hand in again learns by it what right functions give.
    """
    chosen = dict(config.get("Grading", {}))
    _require_known("Grading", chosen, ["carry_forward"])
    carries = chosen.get("carry_forward", False)
    if type(carries) is not bool:
        raise CourseError(
            f"nbgrader_config.py: c.Grading.carry_forward is {carries!r}; it may be True or False"
        )
    return carries


def policy_of(config: Config, assignment: str) -> Policy:
    """Return what a course says of an assignment; CourseError for what cannot be meant."""
    place, said = f"Policy[{assignment!r}]", config.get("Policy", {}).get(assignment, {})
    kinds: Mapping[str, Any] = {field.name: field.type for field in dataclasses.fields(Policy)}
    if not isinstance(said, Mapping):
        raise CourseError(f"nbgrader_config.py: c.{place} may be a dict with {', '.join(kinds)}")
    _require_known(place, said, kinds)
    return Policy(**{name: _choice(place, name, kinds[name], said[name]) for name in said})


def require_policies_of(config: Config, assignments: Iterable[str]) -> None:
    """Raise CourseError for a policy of an assignment that does not exist: it would say nothing."""
    _require_known("Policy", config.get("Policy", {}), assignments)


def require_best_counts(config: Config, assignments: Iterable[str]) -> None:
    """Raise CourseError where best attempts are kept and would count, and the last one should."""
    for name in assignments:
        if policy_of(config, name).counts is not Counts.BEST:
            raise CourseError(
                f"nbgrader_config.py: c.Policy[{name!r}] has the last attempt count, and folder "
                f"{BEST}/{name} holds best ones; remove it, or have the best count"
            )


def _require_known(section: str, chosen: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(chosen) - set(known)):
        raise CourseError(f"nbgrader_config.py: c.{section} has no {', '.join(unknown)}")


def _choice(place: str, name: str, kind: type, value: Any) -> Any:
    """Return what was chosen of a few words, or a count; CourseError with what there is."""
    words = [str(each) for each in kind] if issubclass(kind, StrEnum) else []
    if value in words or (kind is int and type(value) is int and value >= 0):
        return kind(value)
    allowed = f"one of {', '.join(map(repr, words))}" if words else "a whole number from 0"
    raise CourseError(f"nbgrader_config.py: c.{place}[{name!r}] is {value!r}; it may be {allowed}")


def _require_limit(name: str, value: Any, whole: bool) -> None:
    """Raise CourseError with what is allowed, unless that is what came."""
    # By exact type, as True is an int too.
    is_number = type(value) is int or (type(value) is float and not whole)
    least = FLOORS.get(name)
    if is_number and value < math.inf and (value > 0 if least is None else value >= least):
        return
    kind = "a whole number" if whole else "a number"
    raise CourseError(
        f"nbgrader_config.py: c.Limits.{name} is {value!r}; "
        f"it may be {kind} {'above 0' if least is None else f'of at least {least:,}'}"
    )


def minimum_level(config: Config) -> str:
    """Return the lowest sandbox level at which submissions may run; raise CourseError.

    A level without confinement cannot be set here: `--allow-trusted-only` asks for it each time.
    """
    chosen = config.get("Sandbox", {}).get("minimum_level", NO_NAMESPACES)
    if chosen not in (FULL, NO_NAMESPACES):
        raise CourseError(
            f"nbgrader_config.py: c.Sandbox.minimum_level is {chosen!r}; "
            f"it may be {FULL!r} or {NO_NAMESPACES!r}"
        )
    return str(chosen)
