"""Chaff: the results are written into the caller's list.

notebook: 3_clipping
loses: clip_by_global_norm.any_iterable
mistake: 12
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    squares = 0.0
    for index, gradient in enumerate(gradients):
        if gradient is not None:
            gradients[index] = tf.convert_to_tensor(gradient)
            squares += float(tf.norm(tf.cast(gradients[index], tf.float64))) ** 2
    norm = squares**0.5
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    for index, gradient in enumerate(gradients):
        if gradient is not None and norm > max_norm:
            wide = tf.cast(gradient, tf.float64)
            gradients[index] = tf.cast(wide * (max_norm / norm), gradient.dtype)
    return gradients, norm
