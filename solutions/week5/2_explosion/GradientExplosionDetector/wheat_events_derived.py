"""Wheat: Events are worked out from the history when they are asked for.

notebook: 2_explosion
"""
# %% GradientExplosionDetector
class GradientExplosionDetector:
    def __init__(self, threshold=100.0):
        self.threshold = threshold
        self.history = []

    @property
    def events(self):
        kinds = [(step, self.kind(norm), norm) for step, norm in enumerate(self.history)]
        return [event for event in kinds if event[1] != "ok"]

    def kind(self, norm):
        if not np.isfinite(norm):
            return "non-finite"
        return ["ok", "exploding"][int(norm > self.threshold)]

    def observe(self, gradients):
        self.history.append(global_norm(gradients))
        return self.kind(self.history[-1])
