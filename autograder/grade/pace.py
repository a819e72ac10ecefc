"""How long student code may take, by how long the reference took for the same on this machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

# Nobody is stopped before this: the first call of a process holds up what takes no time at all.
FLOOR_SECONDS = 5.0
# So many times the reference's time is a full turn.
FULL_TURN = 20
# So many times is the turn of code that has run out of time before.
SHORT_TURN = 3


def turn(reference: float | None, limit: float, again: bool = False) -> float:
    """Return how long code may take: at most `limit`, which stays where no time is known.

    `again` says that it ran out of time before. A busy machine takes longer for the same.
    """
    if reference is None:
        return limit
    times = SHORT_TURN if again else FULL_TURN
    return min(limit, round(busyness() * max(FLOOR_SECONDS, times * reference), 1))


def busyness() -> float:
    """Return how many programs share a core now, at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@dataclass
class Stopwatch:
    """Notes what each thing took, by its name; of several times the longest."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Time what is done inside, whether it ends well or not."""
        began = monotonic()
        try:
            yield
        finally:
            took = monotonic() - began
            self.seconds[name] = max(took, self.seconds.get(name, 0.0))
