"""Chaff: the norms of the tensors are added (7 for 3 and 4).

notebook: 3_clipping
loses: clip_by_global_norm.limit_reached, clip_by_global_norm.norm_before_reported,
    clip_by_global_norm.small_gradients_unchanged, AdaptiveGradientClipper.clips_together,
    AdaptiveGradientClipper.reports_each_step
mistake: 3
told: a sum of norms
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    wide = [tf.cast(g, tf.float64) for g in dense if g is not None]
    norm = float(sum(tf.norm(g) for g in wide))
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ], norm
