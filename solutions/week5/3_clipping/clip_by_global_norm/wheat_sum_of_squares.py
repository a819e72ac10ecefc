"""Wheat: sums squares in float64 and scales every tensor in float64.

notebook: 3_clipping
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    squares = [tf.reduce_sum(tf.square(tf.cast(g, tf.float64))) for g in dense if g is not None]
    norm = float(tf.sqrt(tf.add_n(squares))) if squares else 0.0
    if not np.isfinite(norm):
        raise ValueError(f"the global norm is {norm}")
    if norm <= max_norm:
        return dense, norm
    scale = max_norm / norm
    clipped = [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * scale, g.dtype) for g in dense
    ]
    return clipped, norm
