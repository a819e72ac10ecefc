"""At which steps of a training the norms are measured.

A measurement costs a fifth of a step of a deep and narrow network, or more: few steps have one.
"""

# Most of what goes wrong begins in the first steps. The gap is a prime number: an epoch or a swing
# of a fraction of it would show the same side at each measurement.
FIRST_STEPS, GAP = 32, 17


def is_measured(step: int) -> bool:
    """Tell whether norms are measured at a step, which is counted from 0."""
    return step < FIRST_STEPS or step % GAP == 0
