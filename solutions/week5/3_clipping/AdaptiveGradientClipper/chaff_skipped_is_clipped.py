"""Chaff: skipped steps are counted as clipped ones.

notebook: 3_clipping
loses: AdaptiveGradientClipper.counts_of_every_step
mistake: 53
"""
# %% AdaptiveGradientClipper
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
        self.bounds = (min_clip, max_clip)
        self.norms = deque(maxlen=history_length)
        self.clipped = deque(maxlen=history_length)
        self.checks = self.clips = self.skipped = 0

    def clip(self, gradients):
        gradients = list(gradients)
        norm = self._norm(gradients)
        self.checks += 1
        if not math.isfinite(norm):
            self.skipped += 1
            self.clips += 1
            return None, self._info(norm, 0.0, was_clipped=False)
        self.norms.append(norm)
        was_clipped = norm > self._threshold()
        self.clips += was_clipped
        self.clipped.append(was_clipped)
        clipped, _ = clip_by_global_norm(gradients, self._threshold())
        return clipped, self._info(norm, self._norm(clipped), was_clipped)

    def statistics(self):
        return {
            "total_checks": self.checks,
            "total_clips": self.clips,
            "total_skipped": self.skipped,
            "overall_clip_rate": self.clips / max(1, self.checks),
            "recent_clip_rate": sum(self.clipped) / max(1, len(self.clipped)),
            "average_norm": sum(self.norms) / max(1, len(self.norms)),
            "current_threshold": self._threshold(),
        }

    @staticmethod
    def _norm(gradients):
        tensors = [tf.convert_to_tensor(gradient) for gradient in gradients if gradient is not None]
        return float(tf.norm([tf.norm(tf.cast(tensor, tf.float64)) for tensor in tensors]))

    def _threshold(self):
        if len(self.norms) < max(1, self.warmup):
            return self.initial_threshold
        low, high = self.bounds
        return min(high, max(low, float(np.percentile(self.norms, self.percentile))))

    def _info(self, original_norm, clipped_norm, was_clipped):
        return {
            "was_clipped": was_clipped,
            "original_norm": original_norm,
            "clipped_norm": clipped_norm,
            "threshold": self._threshold(),
            "clip_rate": self.clips / self.checks,
        }
