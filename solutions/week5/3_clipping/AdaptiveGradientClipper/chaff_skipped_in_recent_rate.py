"""Chaff: A skipped step counts in the recent rate as one that was not clipped.

notebook: 3_clipping
loses: AdaptiveGradientClipper.statistics
mistake: -
"""

# %% AdaptiveGradientClipper
import collections


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
        self.p, self.w, self.i, self.lo, self.hi = (
            percentile,
            warmup,
            initial_threshold,
            min_clip,
            max_clip,
        )
        self.h = collections.deque(maxlen=history_length)
        self.f = collections.deque(maxlen=history_length)
        self.n = self.c = self.s = 0

    def th(self):
        return (
            self.i
            if len(self.h) < max(1, self.w)
            else min(self.hi, max(self.lo, float(np.percentile(self.h, self.p))))
        )

    def norm(self, gs):
        return float(
            tf.norm(
                [tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)) for g in gs if g is not None]
            )
        )

    def clip(self, gradients):
        gs = list(gradients)
        n = self.norm(gs)
        self.n += 1
        if not math.isfinite(n):
            self.s += 1
            self.f.append(False)
            return None, dict(
                was_clipped=False,
                original_norm=n,
                clipped_norm=0.0,
                threshold=self.th(),
                clip_rate=self.c / self.n,
            )
        self.h.append(n)
        t = self.th()
        b = n > t
        self.c += b
        self.f.append(b)
        k = t / n if b else 1.0
        out = [
            None
            if g is None
            else tf.cast(tf.cast(tf.convert_to_tensor(g), tf.float64) * k, g.dtype)
            for g in gs
        ]
        return out, dict(
            was_clipped=b,
            original_norm=n,
            clipped_norm=self.norm(out),
            threshold=t,
            clip_rate=self.c / self.n,
        )

    def statistics(self):
        return dict(
            total_checks=self.n,
            total_clips=self.c,
            total_skipped=self.s,
            overall_clip_rate=self.c / max(1, self.n),
            recent_clip_rate=sum(self.f) / max(1, len(self.f)),
            average_norm=sum(self.h) / max(1, len(self.h)),
            current_threshold=self.th(),
        )
