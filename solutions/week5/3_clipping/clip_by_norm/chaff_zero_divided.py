"""Chaff: a zero tensor is divided by its norm and becomes NaN.

notebook: 3_clipping
loses: clip_by_norm.small_tensors_unchanged
mistake: 14
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is None:
            clipped.append(None)
            continue
        dense = tf.convert_to_tensor(gradient)
        wide = tf.cast(dense, tf.float64)
        norm = tf.sqrt(tf.reduce_sum(wide**2))
        if not np.isfinite(norm.numpy()):
            raise ValueError("the norm is not finite")
        clipped.append(tf.cast(wide / norm * tf.minimum(norm, max_norm), dense.dtype))
    return clipped
