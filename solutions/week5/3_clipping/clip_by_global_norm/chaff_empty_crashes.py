"""Chaff: a list without any tensor raises, because add_n needs one.

notebook: 3_clipping
loses: AdaptiveGradientClipper.counts_of_every_step, clip_by_global_norm.none_stays
mistake: 13
raises: ValueError
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    norm = float(
        tf.sqrt(tf.add_n([tf.reduce_sum(tf.cast(g, tf.float64) ** 2) for g in dense if g is not None]))
    )
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / max(norm, max_norm)
    clipped = [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * factor, g.dtype) for g in dense
    ]
    return clipped, norm
