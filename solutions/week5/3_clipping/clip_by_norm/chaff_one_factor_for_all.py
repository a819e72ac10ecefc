"""Chaff: clips by the global norm where each tensor stands alone.

notebook: 3_clipping
loses: clip_by_norm.each_norm_within_limit, clip_by_norm.small_tensors_unchanged
mistake: -
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    squares = [tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in dense if g is not None]
    norm = float(sum(squares)) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the norm is not finite")
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ]
