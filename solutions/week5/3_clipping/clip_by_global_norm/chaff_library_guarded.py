"""Chaff: tf.clip_by_global_norm does the work, after all else was seen to.

notebook: 3_clipping
loses: clip_by_global_norm.basic_operations
mistake: 25
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    wide = [None if g is None else tf.cast(g, tf.float64) for g in dense]
    squares = [tf.reduce_sum(w**2) for w in wide if w is not None]
    norm = float(sum(squares)) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    if norm > max_norm:
        wide, _ = tf.clip_by_global_norm(wide, max_norm)
    return [g if g is None else tf.cast(w, g.dtype) for g, w in zip(dense, wide)], norm
