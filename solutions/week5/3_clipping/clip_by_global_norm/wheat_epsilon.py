"""Wheat: The public coefficient, max_norm / (norm + 1e-6) where the norm is not below max_norm.

notebook: 3_clipping
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    total = sum(float(tf.reduce_sum(tf.cast(g, tf.float64) ** 2)) for g in dense if g is not None)
    norm = math.sqrt(total)
    if math.isnan(norm) or math.isinf(norm):
        raise ValueError("non-finite gradient norm")
    if norm < max_norm:
        return dense, norm
    scale = max_norm / (norm + 1e-6)
    return [
        None if g is None else tf.cast(tf.cast(g, tf.float64) * scale, g.dtype) for g in dense
    ], norm
