"""Chaff: The kind is printed, and None given back.

notebook: 2_explosion
loses: GradientExplosionDetector.says_what_it_sees, GradientExplosionDetector.all_tensors_together,
    GradientExplosionDetector.ok_at_the_threshold,
    GradientExplosionDetector.non_finite_is_a_kind_of_its_own,
    GradientExplosionDetector.any_gradients
mistake: 36
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
        print(kind)

    def kind(self, norm):
        if not math.isfinite(norm):
            return "non-finite"
        return "exploding" if norm > self.threshold else "ok"
