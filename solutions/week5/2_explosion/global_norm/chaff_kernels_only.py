"""Chaff: Only tensors of rank 2 and more are counted.

notebook: 2_explosion
loses: global_norm.any_shape
mistake: 19
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide if tensor.ndim > 1]
    return math.sqrt(sum(squares))
