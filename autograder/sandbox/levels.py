"""How well this machine can confine a worker."""

from dataclasses import dataclass

FULL, NO_NAMESPACES, LIMITS_ONLY = "full", "no namespaces", "limits only"
NAMES = (FULL, NO_NAMESPACES, LIMITS_ONLY)


@dataclass(frozen=True)
class Level:
    """A level by name, best first in `NAMES`, and in words why it is not a better one."""

    name: str
    reason: str = ""
