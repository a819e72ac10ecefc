"""Wheat: divides by the largest entry before squaring, so that no dtype overflows.

notebook: 3_clipping
"""
# %% clip_by_norm
def safe_norm(gradient):
    largest = tf.reduce_max(tf.abs(gradient))
    if largest == 0:
        return 0.0
    scaled = tf.cast(gradient / largest, tf.float32)
    return float(largest) * float(tf.sqrt(tf.reduce_sum(scaled**2)))


def clip_by_norm(gradients, max_norm):
    result = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            norm = safe_norm(gradient)
            if norm != norm or norm == float("inf"):
                raise ValueError("NaN or infinity in the gradients")
            gradient = tf.cast(
                tf.cast(gradient, tf.float64) * min(1.0, max_norm / max(norm, 1e-300)),
                gradient.dtype,
            )
        result.append(gradient)
    return result
