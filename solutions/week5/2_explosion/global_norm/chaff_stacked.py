"""Chaff: The tensors are stacked, which needs equal shapes.

notebook: 2_explosion
loses: global_norm.any_shape
mistake: 18
raises: InvalidArgumentError
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    return float(tf.norm(tf.stack(wide))) if wide else 0.0
