"""Chaff: The threshold is 10 where none is given.

notebook: 2_explosion
loses: GradientExplosionDetector.ok_at_the_threshold
mistake: -
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=10.0):
        self.threshold = threshold
        self.history = []
        self.events = []

    def observe(self, gradients):
        norm = global_norm(gradients)
        step = len(self.history)
        self.history.append(norm)
        kind = self.kind(norm)
        if kind != "ok":
            self.events.append((step, kind, norm))
        return kind

    def kind(self, norm):
        if not math.isfinite(norm):
            return "non-finite"
        return "exploding" if norm > self.threshold else "ok"
