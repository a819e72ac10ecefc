"""Chaff: everything but zero is rescaled to max_norm, so small gradients grow.

notebook: 3_clipping
loses: AdaptiveGradientClipper.clips_together, AdaptiveGradientClipper.reports_each_step,
    clip_by_global_norm.small_gradients_unchanged
mistake: 6
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    wide = [None if g is None else tf.cast(g, tf.float64) for g in dense]
    norm = float(sum(tf.reduce_sum(w**2) for w in wide if w is not None)) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / norm if norm > 0 else 1.0
    return [g if g is None else tf.cast(w * factor, g.dtype) for g, w in zip(dense, wide)], norm
