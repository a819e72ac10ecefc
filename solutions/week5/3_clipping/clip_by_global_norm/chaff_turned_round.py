"""Chaff: the comparison is turned round: small gradients grow, large ones stay.

notebook: 3_clipping
loses: AdaptiveGradientClipper.clips_together, AdaptiveGradientClipper.any_iterable,
    AdaptiveGradientClipper.reports_each_step, clip_by_global_norm.large_gradients_cut,
    clip_by_global_norm.one_factor_for_all, clip_by_global_norm.limit_reached,
    clip_by_global_norm.small_gradients_unchanged, clip_by_global_norm.none_stays,
    clip_by_global_norm.slices_dense, clip_by_global_norm.dtype_kept,
    clip_by_global_norm.large_values, clip_by_global_norm.non_finite_raises,
    clip_by_global_norm.any_iterable, clip_by_global_norm.basic_operations
mistake: 8
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    squares = [tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in dense if g is not None]
    norm = float(sum(squares)) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / norm if 0 < norm < max_norm else 1.0
    clipped = [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ]
    return clipped, norm
