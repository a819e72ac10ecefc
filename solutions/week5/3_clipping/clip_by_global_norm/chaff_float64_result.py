"""Chaff: the results stay in the float64 in which they were computed.

notebook: 3_clipping
loses: clip_by_global_norm.dtype_kept
mistake: -
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    wide = [
        None if g is None else tf.cast(tf.convert_to_tensor(g), tf.float64) for g in gradients
    ]
    norm = float(np.sqrt(sum(float(tf.norm(w)) ** 2 for w in wide if w is not None)))
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / max(norm, max_norm)
    return [None if w is None else w * factor for w in wide], norm
