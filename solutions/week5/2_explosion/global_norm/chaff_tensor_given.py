"""Chaff: A tensor is given back where a Python float is asked; the detector converts it.

notebook: 2_explosion
loses: global_norm.python_float
mistake: -
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    return tf.sqrt(tf.constant(sum(squares), tf.float64))


# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold = threshold
        self.history = []
        self.events = []

    def observe(self, gradients):
        norm = float(global_norm(gradients))
        kind = "exploding" if norm > self.threshold else "ok"
        if not math.isfinite(norm):
            kind = "non-finite"
        if kind != "ok":
            self.events.append((len(self.history), kind, norm))
        self.history.append(norm)
        return kind
