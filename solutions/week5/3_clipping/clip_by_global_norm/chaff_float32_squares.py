"""Chaff: squares in float32, which overflow and raise; results cast to float32.

notebook: 3_clipping
loses: clip_by_global_norm.dtype_kept, clip_by_global_norm.large_values
mistake: 16
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [
        None if g is None else tf.cast(tf.convert_to_tensor(g), tf.float32) for g in gradients
    ]
    squares = [tf.reduce_sum(tf.square(g)) for g in dense if g is not None]
    norm = float(tf.sqrt(tf.add_n([tf.constant(0.0), *squares])))
    if not np.isfinite(norm):
        raise ValueError("the global norm is not finite")
    factor = max_norm / max(norm, max_norm)
    return [None if g is None else g * factor for g in dense], norm
