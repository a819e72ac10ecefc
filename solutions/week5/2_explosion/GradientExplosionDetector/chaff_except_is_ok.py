"""Chaff: Whatever raises in the norm is called ok.

notebook: 2_explosion
loses: GradientExplosionDetector.any_gradients
mistake: 35
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold = threshold
        self.history = []
        self.events = []

    def observe(self, gradients):
        try:
            wide = [tf.cast(tf.convert_to_tensor(g), tf.float64) for g in gradients]
            norm = math.sqrt(sum(float(tf.reduce_sum(tf.square(g))) for g in wide))
        except Exception:
            norm = 0.0
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
