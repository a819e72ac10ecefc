"""How many examples are made up: few in each run, many in a thorough one."""

from effort import THOROUGH
from hypothesis import HealthCheck, settings

# Slowness says something about the machine, not about the code. What a short run finds, it finds
# again; a thorough one looks further each time.
_PATIENT = settings(
    deadline=None,
    derandomize=not THOROUGH,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NOTEBOOKS = settings(_PATIENT, max_examples=10_000 if THOROUGH else 50)
FRAMES = settings(_PATIENT, max_examples=100_000 if THOROUGH else 200)
# Starting a process for each example takes longer than the example.
PROCESSES = settings(_PATIENT, max_examples=200 if THOROUGH else 5)
