"""Chaff: the norm is taken down the columns (axis=0), so each column has a factor of its own.

notebook: 3_clipping
loses: clip_by_norm.each_norm_within_limit
mistake: -
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            wide = tf.cast(gradient, tf.float64)
            norms = tf.norm(wide, axis=0)
            if not np.all(np.isfinite(norms)):
                raise ValueError("the norm is not finite")
            factors = max_norm / tf.maximum(norms, max_norm)
            gradient = tf.cast(wide * factors, gradient.dtype)
        clipped.append(gradient)
    return clipped
