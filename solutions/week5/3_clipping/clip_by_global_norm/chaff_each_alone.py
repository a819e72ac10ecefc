"""Chaff: each tensor is clipped alone, so the direction of the step changes.

notebook: 3_clipping
loses: clip_by_global_norm.one_factor_for_all, clip_by_global_norm.limit_reached,
    AdaptiveGradientClipper.clips_together, AdaptiveGradientClipper.reports_each_step
mistake: 1
told: with a factor each
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    squares, clipped = 0.0, []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            norm = float(tf.norm(tf.cast(gradient, tf.float64)))
            squares += norm**2
            factor = max_norm / norm if norm > max_norm else 1.0
            gradient = tf.cast(tf.cast(gradient, tf.float64) * factor, gradient.dtype)
        clipped.append(gradient)
    if not np.isfinite(squares):
        raise ValueError("the global norm is not finite")
    return clipped, squares**0.5
