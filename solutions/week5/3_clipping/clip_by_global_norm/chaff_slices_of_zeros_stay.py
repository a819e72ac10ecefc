"""Chaff: Where the norm is 0, IndexedSlices come back as they are.

notebook: 3_clipping
loses: clip_by_global_norm.slices_dense
mistake: 17
"""


# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    gradients = list(gradients)
    n = float(
        tf.norm(
            [
                tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64))
                for g in gradients
                if g is not None
            ]
        )
    )
    if not math.isfinite(n):
        raise ValueError
    if n == 0:
        return gradients, 0.0
    s = min(1.0, max_norm / n)
    return [
        None if g is None else tf.cast(tf.cast(tf.convert_to_tensor(g), tf.float64) * s, g.dtype)
        for g in gradients
    ], n
