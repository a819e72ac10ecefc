"""Chaff: Without any tensor the result is None.

notebook: 2_explosion
loses: global_norm.none_skipped
mistake: 7
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    return math.sqrt(sum(squares)) if squares else None
