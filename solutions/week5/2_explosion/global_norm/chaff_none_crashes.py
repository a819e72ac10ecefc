"""Chaff: None raises; only the detector leaves it out.

notebook: 2_explosion
loses: global_norm.none_skipped
mistake: 13
raises: ValueError
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    return math.sqrt(sum(squares))


# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold = threshold
        self.history = []
        self.events = []

    def observe(self, gradients):
        norm = global_norm([g for g in gradients if g is not None])
        kind = "exploding" if norm > self.threshold else "ok"
        if not math.isfinite(norm):
            kind = "non-finite"
        if kind != "ok":
            self.events.append((len(self.history), kind, norm))
        self.history.append(norm)
        return kind
