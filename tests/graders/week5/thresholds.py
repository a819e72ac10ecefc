"""Cut-offs of the network's criteria, all in one place, with what they were taken from."""

from dataclasses import dataclass

# The first steps are not judged: a head that starts at zero sends nothing back in step 0.
FIRST_JUDGED_STEP = 3
VANISHED, EXPLODING = 1e-6, 10.0


@dataclass(frozen=True)
class CutOff:
    """Credit is 0 at `zero`, 1 at `full`, linear between."""

    zero: float
    full: float

    def met_by(self, value: float) -> bool:
        """Return whether a value earns full credit."""
        return value >= self.full if self.full > self.zero else value <= self.full


HEALTHY_SHARE = CutOff(zero=0.50, full=0.98)
SPREAD_DECADES = CutOff(zero=6.0, full=3.5)
DIGITS_ACCURACY = CutOff(zero=0.40, full=0.86)
CLUSTERS_ACCURACY = CutOff(zero=0.60, full=0.86)
