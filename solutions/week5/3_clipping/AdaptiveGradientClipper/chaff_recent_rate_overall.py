"""Chaff: recent_clip_rate is the rate over the whole run.

notebook: 3_clipping
loses: AdaptiveGradientClipper.statistics
mistake: -
"""
# %% AdaptiveGradientClipper
from collections import deque


class AdaptiveGradientClipper:
    def __init__(
        self,
        percentile=95,
        history_length=100,
        warmup=10,
        initial_threshold=1.0,
        min_clip=0.1,
        max_clip=10.0,
    ):
        self.percentile = percentile
        self.warmup = warmup
        self.initial_threshold = initial_threshold
        self.min_clip, self.max_clip = min_clip, max_clip
        self.history = deque(maxlen=history_length)
        self.recent = deque(maxlen=history_length)
        self.checks = self.clips = self.skipped = 0

    def threshold(self):
        if len(self.history) < self.warmup:
            return self.initial_threshold
        return float(np.clip(np.percentile(self.history, self.percentile), self.min_clip, self.max_clip))

    def clip(self, gradients):
        gradients = list(gradients)
        norm = global_norm_of(gradients)
        self.checks += 1
        if not np.isfinite(norm):
            self.skipped += 1
            return None, self.report(False, norm, 0.0, self.threshold())
        self.history.append(norm)
        threshold = self.threshold()
        was_clipped = norm > threshold
        self.clips += was_clipped
        self.recent.append(was_clipped)
        factor = threshold / norm if was_clipped else 1.0
        clipped = [None if g is None else tf.convert_to_tensor(g) * factor for g in gradients]
        return clipped, self.report(was_clipped, norm, norm * factor, threshold)

    def report(self, was_clipped, before, after, threshold):
        return {
            "was_clipped": was_clipped,
            "original_norm": before,
            "clipped_norm": after,
            "threshold": threshold,
            "clip_rate": self.clips / self.checks,
        }

    def statistics(self):
        return {
            "total_checks": self.checks,
            "total_clips": self.clips,
            "total_skipped": self.skipped,
            "overall_clip_rate": self.clips / max(1, self.checks),
            "recent_clip_rate": self.clips / max(1, self.checks),
            "average_norm": sum(self.history) / max(1, len(self.history)),
            "current_threshold": self.threshold(),
        }


def global_norm_of(gradients):
    wide = [tf.cast(tf.convert_to_tensor(g), tf.float64) for g in gradients if g is not None]
    return float(sum(tf.reduce_sum(g**2) for g in wide)) ** 0.5
