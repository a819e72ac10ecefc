"""Chaff: Only NaN is non-finite; inf is called exploding.

notebook: 2_explosion
loses: GradientExplosionDetector.non_finite_is_a_kind_of_its_own
mistake: 34
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
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
        if math.isnan(norm):
            return "non-finite"
        return "exploding" if norm > self.threshold else "ok"
