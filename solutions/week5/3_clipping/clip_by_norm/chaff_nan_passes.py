"""Chaff: NaN > max_norm is False, so NaN passes; infinity gives NaN.

notebook: 3_clipping
loses: clip_by_norm.non_finite_raises
mistake: 15
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            wide = tf.cast(gradient, tf.float64)
            norm = tf.norm(wide)
            if norm > max_norm:
                gradient = tf.cast(wide * max_norm / norm, gradient.dtype)
        clipped.append(gradient)
    return clipped
