"""Values of other kinds than numbers, texts and arrays: taken apart to cross, and built again.

Both sides know them. A value is built from its parts only, by constructors that are named here,
and only after the parts have been checked. No library is imported but for a value that arrives.
"""

from typing import Any

from autograder.worker.kinds import figures, records, sets, sparse, tables, times
from autograder.worker.kinds.kind import Kind
from autograder.worker.wire_values import Packed, WireError

CROSSING: tuple[Kind, ...] = (*times.KINDS, *sets.KINDS, *tables.KINDS, *sparse.KINDS)
# What the worker alone takes apart, and nobody hands over.
SHOWN: tuple[Kind, ...] = (*records.KINDS, *figures.KINDS)
BUILT = {kind.name: kind for kind in (*CROSSING, *SHOWN)}


def packed(value: Any) -> Packed | None:
    """Return the parts of a value, None for what is of no kind here.

    WireError, with the reason in words, where it is of a kind, and something in it cannot cross.
    """
    if type(value) is Packed:
        return value
    kind = next((kind for kind in CROSSING if kind.holds(value)), None)
    return None if kind is None else Packed(kind.name, tuple(kind.parts(value)))


def built(value: Any) -> Any:
    """Return a decoded value with everything built that is packed in it; WireError if it lies."""
    if type(value) in (list, tuple):
        return type(value)(built(item) for item in value)
    if type(value) is dict:
        return {key: built(item) for key, item in value.items()}
    return _built(value) if type(value) is Packed else value


def _built(value: Packed) -> Any:
    if value.kind not in BUILT:
        raise WireError(f"a value of the kind {value.kind!r:.40}")
    parts = [built(part) for part in value.parts]
    try:
        return BUILT[value.kind].build(*parts)
    except Exception as error:
        # Whatever a library raises over parts that fit nothing.
        raise WireError(f"not a {value.kind}: {type(error).__name__}: {error!s:.200}") from error
