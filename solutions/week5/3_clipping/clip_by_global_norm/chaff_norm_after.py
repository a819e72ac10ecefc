"""Chaff: the norm after clipping is given where the one before is asked.

notebook: 3_clipping
loses: clip_by_global_norm.norm_before_reported
mistake: 9
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    wide = [None if g is None else tf.cast(g, tf.float64) for g in dense]
    norm = float(sum(tf.reduce_sum(g**2) for g in wide if g is not None)) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / max(norm, max_norm)
    clipped = [g if g is None else tf.cast(w * factor, g.dtype) for g, w in zip(dense, wide)]
    return clipped, min(norm, max_norm)
