"""Chaff: A norm above the threshold is exploding only if it is above the one before.

notebook: 2_explosion
loses: GradientExplosionDetector.ok_at_the_threshold
mistake: -
"""


# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold, self.history, self.events = threshold, [], []

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
        grows = not self.history or not math.isfinite(self.history[-1]) or n > self.history[-1]
        k = (
            "non-finite"
            if not math.isfinite(n)
            else "exploding"
            if n > self.threshold and grows
            else "ok"
        )
        if k != "ok":
            self.events.append((len(self.history), k, n))
        self.history.append(n)
        return k
