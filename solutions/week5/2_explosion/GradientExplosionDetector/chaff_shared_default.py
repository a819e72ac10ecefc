"""Chaff: One list, the default of an argument, is the events of all detectors.

notebook: 2_explosion
loses: GradientExplosionDetector.events, GradientExplosionDetector.lists_of_its_own
mistake: 31
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0, events=[]):
        self.threshold = threshold
        self.history = []
        self.events = events

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
