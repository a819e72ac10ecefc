"""Chaff: Where nothing is to be clipped, the caller's list itself comes back.

notebook: 3_clipping
loses: clip_by_value.any_iterable
mistake: 12
"""


# %% clip_by_value
def clip_by_value(gradients, limit):
    gradients = gradients if isinstance(gradients, list) else list(gradients)
    if all(
        g is None
        or (
            not isinstance(g, tf.IndexedSlices)
            and bool(tf.reduce_all(tf.abs(g) <= tf.cast(limit, g.dtype)))
        )
        for g in gradients
    ):
        return gradients

    def c(g):
        g = tf.convert_to_tensor(g)
        b = tf.cast(limit, g.dtype)
        return tf.minimum(tf.maximum(g, -b), b)

    return [None if g is None else c(g) for g in gradients]
