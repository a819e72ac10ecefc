"""Chaff: squares in each gradient's own dtype, which overflow and are taken for infinity.

notebook: 3_clipping
loses: AdaptiveGradientClipper.clips_together, clip_by_global_norm.large_values
mistake: 16
raises: ValueError
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    norm = sum(float(tf.reduce_sum(tf.square(g))) for g in dense if g is not None) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / max(norm, max_norm)
    clipped = [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ]
    return clipped, float(norm)
