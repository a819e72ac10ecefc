"""Sets and frozensets of what is compared by value."""

from collections import Counter
from typing import Any

import numpy as np

from autograder.worker.kinds.kind import Kind, require
from autograder.worker.kinds.times import TYPES as TIMES
from autograder.worker.wire_values import PLAIN_TYPES, crosses

# More entries of one hash are no chance: to compare each with each takes the time of an attack.
ALIKE = 32


def _parts(value: set[Any] | frozenset[Any]) -> list[Any]:
    entries = [entry.item() if isinstance(entry, np.generic) else entry for entry in value]
    require(all(map(_is_entry, entries)), "a set of something else than numbers, texts and dates")
    return entries


def _is_entry(entry: Any) -> bool:
    """Whether an entry of a set is of a type that may be one, all the way down."""
    if type(entry) in (tuple, frozenset):
        return all(map(_is_entry, entry))
    return type(entry) in TIMES or crosses(entry, PLAIN_TYPES)


def _entries(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    require(all(map(_is_entry, parts)), "an entry of a type that is none for a set")
    hashes = Counter(map(hash, parts))
    require(not hashes or max(hashes.values()) <= ALIKE, "entries made to have the same hash")
    require(len(set(parts)) == len(parts), "an entry given twice")
    return parts


def _built_set(*parts: Any) -> set[Any]:
    return set(_entries(parts))


def _built_frozenset(*parts: Any) -> frozenset[Any]:
    return frozenset(_entries(parts))


KINDS = (
    Kind("set", "builtins", ("set",), _parts, _built_set),
    Kind("frozenset", "builtins", ("frozenset",), _parts, _built_frozenset),
)
