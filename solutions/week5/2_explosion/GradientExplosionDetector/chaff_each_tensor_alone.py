"""Chaff: Each tensor is compared with the threshold alone.

notebook: 2_explosion
loses: GradientExplosionDetector.all_tensors_together
mistake: 32
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
        kind = self.kind(max([global_norm([g]) for g in gradients], default=0.0))
        if kind != "ok":
            self.events.append((step, kind, norm))
        return kind

    def kind(self, norm):
        if not math.isfinite(norm):
            return "non-finite"
        return "exploding" if norm > self.threshold else "ok"
