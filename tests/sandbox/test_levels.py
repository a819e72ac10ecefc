"""Which level is good enough."""

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox.levels import FULL, LIMITS_ONLY, NO_NAMESPACES, Level, require


@pytest.mark.parametrize(
    ("offered", "minimum"),
    [(FULL, FULL), (FULL, NO_NAMESPACES), (NO_NAMESPACES, NO_NAMESPACES), (LIMITS_ONLY,) * 2],
)
def test_level_at_or_above_the_minimum_will_do(offered: str, minimum: str) -> None:
    """A better level than asked for is as good as the one asked for."""
    require(Level(offered), minimum)


@pytest.mark.parametrize(
    ("offered", "minimum"),
    [(NO_NAMESPACES, FULL), (LIMITS_ONLY, FULL), (LIMITS_ONLY, NO_NAMESPACES)],
)
def test_level_below_the_minimum_is_refused_with_the_reason(offered: str, minimum: str) -> None:
    """The refusal names both levels and why there is no better one."""
    with pytest.raises(SandboxUnavailable, match="an old kernel") as refused:
        require(Level(offered, "an old kernel"), minimum)
    assert offered in str(refused.value)
    assert minimum in str(refused.value)
