"""Chaff: the result stays in the float64 in which it was computed.

notebook: 3_clipping
loses: clip_by_norm.dtype_kept
mistake: -
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.cast(tf.convert_to_tensor(gradient), tf.float64)
            norm = float(tf.norm(gradient))
            if not np.isfinite(norm):
                raise ValueError("the norm is not finite")
            gradient = gradient * (max_norm / max(norm, max_norm))
        clipped.append(gradient)
    return clipped
