"""Wheat: The public coefficient, max_norm / (norm + 1e-6) but at most 1, applied to every tensor.

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
        norm = float(tf.sqrt(tf.reduce_sum(tf.square(wide))))
        if not np.isfinite(norm):
            raise ValueError("non-finite gradient norm")
        coefficient = min(max_norm / (norm + 1e-6), 1.0)
        clipped.append(tf.cast(wide * coefficient, dense.dtype))
    return clipped
