"""Chaff: rows of IndexedSlices with one index are squared before they are added.

notebook: 3_clipping
loses: clip_by_global_norm.slices_dense
mistake: 17
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    gradients = list(gradients)
    values = [g.values if isinstance(g, tf.IndexedSlices) else g for g in gradients]
    squares = [tf.reduce_sum(tf.cast(v, tf.float64) ** 2) for v in values if v is not None]
    norm = float(sum(squares)) ** 0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            if norm > max_norm:
                wide = tf.cast(gradient, tf.float64)
                gradient = tf.cast(wide * (max_norm / norm), gradient.dtype)
        clipped.append(gradient)
    return clipped, norm
