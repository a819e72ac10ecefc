"""Wheat: norms of single tensors in a loop, results as a tuple of variables.

notebook: 3_clipping
"""
# %% clip_by_global_norm
import math


def clip_by_global_norm(gradients, max_norm):
    total = 0.0
    dense = []
    for gradient in gradients:
        if gradient is None:
            dense.append(None)
        else:
            gradient = tf.convert_to_tensor(gradient)
            dense.append(gradient)
            total += float(tf.norm(tf.cast(gradient, "float64"))) ** 2
    norm = math.sqrt(total) if math.isfinite(total) else math.nan
    if math.isnan(norm):
        raise ValueError("the global norm is not finite")
    scale = 1.0 if norm <= max_norm else max_norm / norm
    result = []
    for gradient in dense:
        if gradient is None:
            result.append(None)
        else:
            result.append(tf.Variable(tf.cast(scale * tf.cast(gradient, "float64"), gradient.dtype)))
    return tuple(result), norm
