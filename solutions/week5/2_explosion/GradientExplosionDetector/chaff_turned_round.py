"""Chaff: The comparison is turned round.

notebook: 2_explosion
loses: GradientExplosionDetector.says_what_it_sees, GradientExplosionDetector.all_tensors_together,
    GradientExplosionDetector.ok_at_the_threshold, GradientExplosionDetector.events,
    GradientExplosionDetector.any_gradients
mistake: 8
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
        if not math.isfinite(norm):
            return "non-finite"
        return "exploding" if norm < self.threshold else "ok"
