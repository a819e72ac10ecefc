"""Chaff: squares in the gradient's own dtype, which overflow and are taken for infinity.

notebook: 3_clipping
loses: clip_by_norm.large_values
mistake: 16
raises: ValueError
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            norm = float(tf.sqrt(tf.reduce_sum(tf.square(gradient))))
            if not np.isfinite(norm):
                raise ValueError("the norm is not finite")
            if norm > max_norm:
                gradient = gradient * (max_norm / norm)
        clipped.append(gradient)
    return clipped
