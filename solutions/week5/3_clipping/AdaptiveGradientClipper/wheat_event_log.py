"""Wheat: one record a step in a list, and everything is counted from the records when asked.

notebook: 3_clipping
"""
# %% AdaptiveGradientClipper
from collections import namedtuple
from statistics import fmean

Step = namedtuple("Step", "norm clipped skipped")


class AdaptiveGradientClipper:
    def __init__(self, percentile=95, history_length=100, warmup=10, initial_threshold=1.0,
                 min_clip=0.1, max_clip=10.0):
        vars(self).update({name: value for name, value in locals().items() if name != "self"})
        self.steps = []

    @property
    def held(self):
        """The steps whose norms count."""
        return [step for step in self.steps if not step.skipped][-self.history_length :]

    def threshold_with(self, norms):
        if len(norms) < self.warmup:
            return self.initial_threshold
        return np.percentile(norms, [self.percentile]).clip(self.min_clip, self.max_clip).item()

    def clip(self, gradients):
        gradients = tuple(gradients)
        norms = [np.linalg.norm(tf.cast(tf.convert_to_tensor(g), tf.float64).numpy().ravel())
                 for g in gradients if g is not None]
        norm = math.hypot(*norms)
        if not math.isfinite(norm):
            self.steps.append(Step(norm, False, True))
            return None, self.info(0.0, self.threshold_with([step.norm for step in self.held]))
        threshold = self.threshold_with(
            [*(step.norm for step in self.held), norm][-self.history_length :]
        )
        self.steps.append(Step(norm, norm > threshold, False))
        if norm > threshold:
            return clip_by_global_norm(gradients, threshold)[0], self.info(threshold, threshold)
        return list(map(self.dense, gradients)), self.info(norm, threshold)

    @staticmethod
    def dense(gradient):
        return gradient if gradient is None else tf.convert_to_tensor(gradient)

    def info(self, after, threshold):
        last = self.steps[-1]
        rate = fmean(step.clipped for step in self.steps)
        return dict(was_clipped=last.clipped, original_norm=last.norm, clipped_norm=after,
                    threshold=threshold, clip_rate=rate)

    def statistics(self):
        held, clips = self.held, sum(step.clipped for step in self.steps)
        norms = [step.norm for step in held]
        return {
            "total_checks": len(self.steps),
            "total_clips": clips,
            "total_skipped": sum(step.skipped for step in self.steps),
            "overall_clip_rate": clips / len(self.steps) if self.steps else 0.0,
            "recent_clip_rate": fmean(step.clipped for step in held) if held else 0.0,
            "average_norm": fmean(norms) if norms else 0.0,
            "current_threshold": self.threshold_with(norms),
        }
