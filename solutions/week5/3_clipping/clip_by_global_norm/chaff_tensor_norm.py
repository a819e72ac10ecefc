"""Chaff: the norm is given as a tensor where a Python float is asked.

notebook: 3_clipping
loses: clip_by_global_norm.norm_before_reported
mistake: -
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    squares = [tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in dense if g is not None]
    norm = tf.sqrt(tf.add_n([tf.constant(0.0, tf.float64), *squares]))
    if not tf.math.is_finite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / tf.maximum(norm, max_norm)
    clipped = [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ]
    return clipped, norm
