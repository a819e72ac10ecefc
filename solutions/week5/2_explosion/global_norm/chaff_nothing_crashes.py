"""Chaff: No tensor at all raises.

notebook: 2_explosion
loses: global_norm.none_skipped
mistake: 7
raises: InvalidArgumentError
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    flat = tf.concat([tf.reshape(tensor, [-1]) for tensor in wide], axis=0)
    return float(tf.norm(flat))
