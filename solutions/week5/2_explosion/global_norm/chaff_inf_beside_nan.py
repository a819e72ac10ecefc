"""Chaff: Where inf and NaN come together, math.hypot gives inf.

notebook: 2_explosion
loses: global_norm.non_finite
mistake: 34
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    return math.hypot(*map(math.sqrt, squares))
