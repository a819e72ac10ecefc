"""Wheat: the norm and the product in float64, cast back at the end.

notebook: 3_clipping
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
        norm = float(tf.sqrt(tf.reduce_sum(wide * wide)))
        if not np.isfinite(norm):
            raise ValueError(f"the norm is {norm}")
        clipped.append(tf.cast(wide * (max_norm / norm), dense.dtype) if norm > max_norm else dense)
    return clipped
