"""Chaff: the results are written into the caller's list.

notebook: 3_clipping
loses: clip_by_norm.any_iterable
mistake: 12
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    for index, gradient in enumerate(gradients):
        if gradient is None:
            continue
        dense = tf.convert_to_tensor(gradient)
        wide = tf.cast(dense, tf.float64)
        norm = float(tf.norm(wide))
        if not np.isfinite(norm):
            raise ValueError("the norm is not finite")
        gradients[index] = tf.cast(wide * (max_norm / max(norm, max_norm)), dense.dtype)
    return gradients
