"""Chaff: The history holds the last 100 norms only.

notebook: 2_explosion
loses: GradientExplosionDetector.history
mistake: -
"""


# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold, self.history, self.events, self.n = threshold, [], [], 0

    def observe(self, gradients):
        n = float(
            tf.norm(
                [
                    tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64))
                    for g in gradients
                    if g is not None
                ]
            )
        )
        self.history = (self.history + [n])[-100:]
        k = "non-finite" if not math.isfinite(n) else "exploding" if n > self.threshold else "ok"
        if k != "ok":
            self.events.append((self.n, k, n))
        self.n += 1
        return k
