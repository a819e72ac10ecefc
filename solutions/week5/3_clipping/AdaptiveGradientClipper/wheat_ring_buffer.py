"""Wheat: a ring buffer of NaN in NumPy, nanpercentile, results as a tuple of tf.Variables.

notebook: 3_clipping
"""
# %% AdaptiveGradientClipper
class RingBuffer:
    def __init__(self, length):
        self.norms = np.full(length, np.nan)
        self.clipped = np.zeros(length, dtype=bool)
        self.added = 0

    def add(self, norm):
        self.place = self.added % len(self.norms)
        self.norms[self.place] = norm
        self.added += 1

    def mark(self, was_clipped):
        self.clipped[self.place] = was_clipped

    def __len__(self):
        return min(self.added, len(self.norms))

    def mean(self, values):
        return values[: len(self)].mean() if self.added else np.float64(0.0)


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
        self.buffer = RingBuffer(history_length)
        self.percentile, self.warmup, self.initial = percentile, warmup, initial_threshold
        self.low, self.high = min_clip, max_clip
        self.counts = {"total_checks": 0, "total_clips": 0, "total_skipped": 0}

    def current_threshold(self):
        if len(self.buffer) < self.warmup:
            return np.float64(self.initial)
        value = np.nanpercentile(self.buffer.norms, self.percentile)
        return self.low if value < self.low else self.high if value > self.high else value

    def clip(self, gradients):
        dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
        flat = [tf.reshape(tf.cast(g, tf.float64), [-1]) for g in dense if g is not None]
        norm = tf.norm(tf.concat([tf.zeros(1, tf.float64), *flat], axis=0)).numpy()
        self.counts["total_checks"] += 1
        clipped, after, was_clipped = None, np.float64(0.0), np.bool_(False)
        if np.isfinite(norm):
            self.buffer.add(norm)
            was_clipped = norm > self.current_threshold()
            self.buffer.mark(was_clipped)
            factor = self.current_threshold() / norm if was_clipped else 1.0
            clipped = tuple(map(lambda g: self.scaled(g, factor), dense))
            after = norm * factor
        self.counts["total_clips"] += int(was_clipped)
        self.counts["total_skipped"] += clipped is None
        return clipped, {
            "was_clipped": was_clipped,
            "original_norm": norm,
            "clipped_norm": after,
            "threshold": self.current_threshold(),
            "clip_rate": self.overall_rate(),
        }

    def scaled(self, gradient, factor):
        if gradient is None:
            return None
        return tf.Variable(tf.cast(tf.cast(gradient, tf.float64) * factor, gradient.dtype))

    def overall_rate(self):
        return self.counts["total_clips"] / max(1, self.counts["total_checks"])

    def statistics(self):
        return self.counts | {
            "overall_clip_rate": self.overall_rate(),
            "recent_clip_rate": self.buffer.mean(self.buffer.clipped),
            "average_norm": self.buffer.mean(self.buffer.norms),
            "current_threshold": self.current_threshold(),
        }
