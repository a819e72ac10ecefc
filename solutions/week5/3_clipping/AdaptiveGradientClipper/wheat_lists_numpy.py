"""Wheat: plain lists cut to length, NumPy arrays out, percentile by sorting and interpolation.

notebook: 3_clipping
"""
# %% AdaptiveGradientClipper
class AdaptiveGradientClipper:
    def __init__(self, percentile=95, history_length=100, warmup=10, initial_threshold=1.0,
                 min_clip=0.1, max_clip=10.0):
        self.settings = (percentile, history_length, warmup, initial_threshold, min_clip, max_clip)
        self.history = []
        self.clipped_flags = []
        self.n_skipped = 0

    def current(self):
        percentile, _, warmup, initial, low, high = self.settings
        if len(self.history) < warmup:
            return initial
        ordered = sorted(self.history)
        position = (len(ordered) - 1) * percentile / 100
        below = int(position)
        above = min(below + 1, len(ordered) - 1)
        value = ordered[below] + (position - below) * (ordered[above] - ordered[below])
        return np.minimum(np.maximum(value, low), high)

    def clip(self, gradients):
        arrays = [g if g is None else np.array(tf.convert_to_tensor(g)) for g in gradients]
        total = 0.0
        for array in arrays:
            if array is not None:
                total += np.square(array.astype(np.float64)).sum()
        norm = np.sqrt(total)
        if np.isnan(norm) or np.isinf(norm):
            self.n_skipped += 1
            return None, {"was_clipped": False, "original_norm": norm, "clipped_norm": 0.0,
                          "threshold": self.current(), "clip_rate": self.rate()}
        self.history = (self.history + [norm])[-self.settings[1]:]
        limit = self.current()
        self.clipped_flags.append(bool(norm > limit))
        if norm > limit:
            arrays = [a if a is None else (a * (limit / norm)).astype(a.dtype) for a in arrays]
        after = np.sqrt(sum(np.square(a.astype(np.float64)).sum() for a in arrays if a is not None))
        return arrays, {"was_clipped": self.clipped_flags[-1], "original_norm": norm,
                        "clipped_norm": after, "threshold": limit, "clip_rate": self.rate()}

    def rate(self):
        steps = len(self.clipped_flags) + self.n_skipped
        return sum(self.clipped_flags) / steps if steps else 0.0

    def statistics(self):
        recent = self.clipped_flags[-self.settings[1]:]
        return dict(
            total_checks=len(self.clipped_flags) + self.n_skipped,
            total_clips=sum(self.clipped_flags),
            total_skipped=self.n_skipped,
            overall_clip_rate=self.rate(),
            recent_clip_rate=sum(recent) / len(recent) if recent else 0.0,
            average_norm=sum(self.history) / len(self.history) if self.history else 0.0,
            current_threshold=self.current(),
        )
