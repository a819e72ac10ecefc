"""Chaff: nothing is given back when there is nothing to clip.

notebook: 3_clipping
loses: AdaptiveGradientClipper.own_history, AdaptiveGradientClipper.clips_together,
    AdaptiveGradientClipper.any_iterable, AdaptiveGradientClipper.warmup,
    AdaptiveGradientClipper.percentile_of_held_norms,
    AdaptiveGradientClipper.norms_before_clipping_held, AdaptiveGradientClipper.bounds,
    AdaptiveGradientClipper.bounded_history, AdaptiveGradientClipper.reports_each_step,
    AdaptiveGradientClipper.non_finite_skipped, AdaptiveGradientClipper.statistics,
    AdaptiveGradientClipper.counts_of_every_step, clip_by_global_norm.norm_before_reported,
    clip_by_global_norm.small_gradients_unchanged, clip_by_global_norm.none_stays
mistake: 7
raises: TypeError
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    squares = [tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in dense if g is not None]
    norm = float(sum(squares)) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    if norm > max_norm:
        factor = max_norm / norm
        clipped = [
            None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
        ]
        return clipped, norm
