"""Chaff: A norm that is not finite raises after it was noted.

notebook: 2_explosion
loses: GradientExplosionDetector.non_finite_is_a_kind_of_its_own, GradientExplosionDetector.history,
    GradientExplosionDetector.events
mistake: 36
raises: ValueError
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
        if kind == "non-finite":
            raise ValueError("the gradients are not finite")
        return kind

    def kind(self, norm):
        if not math.isfinite(norm):
            return "non-finite"
        return "exploding" if norm > self.threshold else "ok"
