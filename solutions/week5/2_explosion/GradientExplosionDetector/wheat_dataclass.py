"""Wheat: A dataclass; one chain of conditions; no call of global_norm.

notebook: 2_explosion
"""
# %% GradientExplosionDetector
from dataclasses import dataclass, field


@dataclass
class GradientExplosionDetector:
    threshold: float = 100.0
    history: list = field(default_factory=list)
    events: list = field(default_factory=list)

    def observe(self, gradients):
        squares = 0.0
        for gradient in gradients:
            if gradient is not None:
                array = tf.convert_to_tensor(gradient).numpy().astype(np.float64)
                squares += float(np.sum(array * array))
        norm = math.sqrt(squares)
        step = len(self.history)
        self.history.append(norm)
        if math.isnan(norm) or math.isinf(norm):
            kind = "non-finite"
        elif norm > self.threshold:
            kind = "exploding"
        else:
            return "ok"
        self.events.append((step, kind, norm))
        return kind
