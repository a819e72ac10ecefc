"""Chaff: the tensors are stacked, which needs equal shapes.

notebook: 3_clipping
loses: AdaptiveGradientClipper.own_history, AdaptiveGradientClipper.clips_together,
    AdaptiveGradientClipper.any_iterable, AdaptiveGradientClipper.warmup,
    AdaptiveGradientClipper.percentile_of_held_norms,
    AdaptiveGradientClipper.norms_before_clipping_held, AdaptiveGradientClipper.bounds,
    AdaptiveGradientClipper.bounded_history, AdaptiveGradientClipper.reports_each_step,
    AdaptiveGradientClipper.non_finite_skipped, AdaptiveGradientClipper.statistics,
    AdaptiveGradientClipper.counts_of_every_step, clip_by_global_norm.one_factor_for_all,
    clip_by_global_norm.limit_reached, clip_by_global_norm.norm_before_reported,
    clip_by_global_norm.small_gradients_unchanged, clip_by_global_norm.none_stays,
    clip_by_global_norm.dtype_kept, clip_by_global_norm.non_finite_raises,
    clip_by_global_norm.any_iterable
mistake: 18
raises: InvalidArgumentError
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    wide = [tf.cast(g, tf.float64) for g in dense if g is not None]
    norm = float(tf.norm(tf.stack(wide))) if wide else 0.0
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / norm if norm > max_norm else 1.0
    return [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ], norm
