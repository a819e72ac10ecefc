"""Chaff: Gradients are walked through twice, of which a generator allows one.

notebook: 2_explosion
loses: global_norm.any_iterable
mistake: -
"""
# %% global_norm
def global_norm(gradients):
    if all(g is None for g in gradients):
        return 0.0
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    return math.sqrt(sum(squares))
