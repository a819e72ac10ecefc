"""Chaff: history holds the norms of the events only, but steps are counted.

notebook: 2_explosion
loses: GradientExplosionDetector.history
mistake: -
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold = threshold
        self.history = []
        self.events = []

    def observe(self, gradients):
        norm = global_norm(gradients)
        self.steps = getattr(self, "steps", -1) + 1
        step = self.steps
        kind = self.kind(norm)
        if kind != "ok":
            self.events.append((step, kind, norm))
            self.history.append(norm)
        return kind

    def kind(self, norm):
        if not math.isfinite(norm):
            return "non-finite"
        return "exploding" if norm > self.threshold else "ok"
