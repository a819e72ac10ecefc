"""Wheat: two deques and np.percentile.

notebook: 3_clipping
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
        self.norms = deque(maxlen=history_length)
        self.decisions = deque(maxlen=history_length)
        self.checks = self.clips = self.skipped = 0

    def threshold(self):
        if len(self.norms) < self.warmup:
            return self.initial_threshold
        value = float(np.percentile(self.norms, self.percentile))
        return max(self.min_clip, min(self.max_clip, value))

    def clip(self, gradients):
        dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
        wide = [None if g is None else tf.cast(g, tf.float64) for g in dense]
        norm = float(sum(tf.reduce_sum(g**2) for g in wide if g is not None)) ** 0.5
        self.checks += 1
        if not np.isfinite(norm):
            self.skipped += 1
            return None, self.report(False, norm, 0.0, self.threshold())
        self.norms.append(norm)
        threshold = self.threshold()
        clipped = norm > threshold
        self.decisions.append(clipped)
        self.clips += clipped
        if clipped:
            factor = threshold / norm
            dense = [
                None if g is None else tf.cast(w * factor, g.dtype) for g, w in zip(dense, wide)
            ]
        return dense, self.report(clipped, norm, min(norm, threshold), threshold)

    def report(self, clipped, before, after, threshold):
        return {
            "was_clipped": clipped,
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
            "overall_clip_rate": self.clips / self.checks if self.checks else 0.0,
            "recent_clip_rate": sum(self.decisions) / max(1, len(self.decisions)),
            "average_norm": float(np.mean(self.norms)) if self.norms else 0.0,
            "current_threshold": self.threshold(),
        }
