"""Wheat: A counter of its own for the steps; ok is what lies between 0 and the threshold.

notebook: 2_explosion
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold = threshold
        self.history, self.events = [], []
        self._step = -1

    def observe(self, gradients):
        self._step += 1
        self.history += [global_norm(gradients)]
        if 0 <= self.history[-1] <= self.threshold:
            return "ok"
        # NaN is not equal to itself, and nothing is larger than infinity.
        finite = self.history[-1] < float("inf")
        self.events += [(self._step, "exploding" if finite else "non-finite", self.history[-1])]
        return self.events[-1][1]
