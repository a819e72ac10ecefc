"""Chaff: A step without any tensor is not recorded.

notebook: 2_explosion
loses: GradientExplosionDetector.history
mistake: -
"""


# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold, self.history, self.events = threshold, [], []

    def observe(self, gradients):
        gs = [g for g in gradients if g is not None]
        if not gs:
            return "ok"
        n = float(tf.norm([tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)) for g in gs]))
        k = "non-finite" if not math.isfinite(n) else "exploding" if n > self.threshold else "ok"
        if k != "ok":
            self.events.append((len(self.history), k, n))
        self.history.append(n)
        return k
