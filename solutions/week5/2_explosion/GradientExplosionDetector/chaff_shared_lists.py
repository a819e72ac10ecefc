"""Chaff: history and events belong to the class, so to all detectors.

notebook: 2_explosion
loses: GradientExplosionDetector.history, GradientExplosionDetector.events,
    GradientExplosionDetector.lists_of_its_own
mistake: 31
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    history = []
    events = []

    def __init__(self, threshold=100.0):
        self.threshold = threshold

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
