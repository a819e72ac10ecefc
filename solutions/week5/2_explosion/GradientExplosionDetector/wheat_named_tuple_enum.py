"""Wheat: Named tuples as events, and an Enum of texts for the states.

notebook: 2_explosion
"""
# %% GradientExplosionDetector
from collections import namedtuple
from enum import Enum

Event = namedtuple("Event", ["step", "kind", "norm"])


class State(str, Enum):
    FINE = "ok"
    TOO_LARGE = "exploding"
    BROKEN = "non-finite"


class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold = threshold
        self.history = []
        self.events = []

    def state(self, norm):
        if not np.isfinite(norm):
            return State.BROKEN
        return State.TOO_LARGE if norm > self.threshold else State.FINE

    def observe(self, gradients):
        norm = global_norm(gradients)
        state = self.state(norm)
        if state is not State.FINE:
            self.events.append(Event(step=len(self.history), kind=state, norm=norm))
        self.history.append(norm)
        return state
