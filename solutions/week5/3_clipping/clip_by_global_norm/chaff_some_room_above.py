"""Chaff: A norm up to 5 % above the limit is let through.

notebook: 3_clipping
loses: clip_by_global_norm.limit_reached
mistake: -
"""


# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    gradients = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    n = float(tf.norm([tf.norm(tf.cast(g, tf.float64)) for g in gradients if g is not None]))
    if not math.isfinite(n):
        raise ValueError
    s = 1.0 if n < 1.05 * max_norm else max_norm / n
    return [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * s, g.dtype) for g in gradients
    ], n
