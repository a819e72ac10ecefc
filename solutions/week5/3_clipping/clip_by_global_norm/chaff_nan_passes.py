"""Chaff: NaN > max_norm is False, so NaN passes; infinity gives NaN.

notebook: 3_clipping
loses: clip_by_global_norm.non_finite_raises
mistake: 15
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    squares = [tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in dense if g is not None]
    norm = float(sum(squares)) ** 0.5
    if norm > max_norm:
        factor = max_norm / norm
        dense = [
            None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
        ]
    return dense, norm
