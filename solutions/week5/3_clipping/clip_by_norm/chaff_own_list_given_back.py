"""Chaff: Where nothing is to be clipped, the caller's list itself comes back.

notebook: 3_clipping
loses: clip_by_norm.any_iterable
mistake: 12
"""


# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    gradients = gradients if isinstance(gradients, list) else list(gradients)
    ns = [
        0.0 if g is None else float(tf.norm(tf.cast(tf.convert_to_tensor(g), tf.float64)))
        for g in gradients
    ]
    if not all(map(math.isfinite, ns)):
        raise ValueError
    if max(ns, default=0) <= max_norm and not any(
        isinstance(g, tf.IndexedSlices) for g in gradients
    ):
        return gradients
    return [
        None
        if g is None
        else tf.convert_to_tensor(g)
        if n <= max_norm
        else tf.cast(tf.cast(tf.convert_to_tensor(g), tf.float64) * (max_norm / n), g.dtype)
        for g, n in zip(gradients, ns)
    ]
