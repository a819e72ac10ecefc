"""Chaff: Everything is cast to float32 before it is squared.

notebook: 2_explosion
loses: global_norm.large_and_small_values
mistake: 16
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float32) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    return math.sqrt(sum(squares))
