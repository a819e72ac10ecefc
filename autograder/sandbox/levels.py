"""How well this machine can confine a worker."""

from dataclasses import dataclass

from autograder.errors import SandboxUnavailable

FULL, NO_NAMESPACES, LIMITS_ONLY = "full", "no namespaces", "limits only"
NAMES = (FULL, NO_NAMESPACES, LIMITS_ONLY)


@dataclass(frozen=True)
class Level:
    """A level by name, best first in `NAMES`, and in words why it is not a better one."""

    name: str
    reason: str = ""


def require(level: Level, minimum: str) -> None:
    """Raise SandboxUnavailable where a level is below the lowest that is allowed."""
    if NAMES.index(level.name) > NAMES.index(minimum):
        raise SandboxUnavailable(
            f"this machine offers the sandbox level {level.name!r} only ({level.reason}); "
            f"{minimum!r} is the lowest allowed. `autograder grade --allow-trusted-only` grades "
            "here the work of people whom you would let use this account"
        )
