"""Chaff: the sum of squares is taken for the norm.

notebook: 3_clipping
loses: clip_by_norm.each_norm_within_limit, clip_by_norm.small_tensors_unchanged
mistake: 4
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is None:
            clipped.append(None)
            continue
        dense = tf.convert_to_tensor(gradient)
        wide = tf.cast(dense, tf.float64)
        norm = float(tf.reduce_sum(wide**2))
        if not np.isfinite(norm):
            raise ValueError("the norm is not finite")
        factor = max_norm / norm if norm > max_norm else 1.0
        clipped.append(tf.cast(wide * factor, dense.dtype))
    return clipped
