"""Chaff: all but the last tensor count in the norm.

notebook: 3_clipping
loses: AdaptiveGradientClipper.clips_together, AdaptiveGradientClipper.reports_each_step,
    clip_by_global_norm.limit_reached, clip_by_global_norm.norm_before_reported,
    clip_by_global_norm.large_values, clip_by_global_norm.non_finite_raises
mistake: 19
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    wide = [tf.cast(g, tf.float64) for g in dense if g is not None]
    norm = float(sum(tf.reduce_sum(g**2) for g in wide[:-1])) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ], norm
