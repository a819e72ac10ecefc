"""Chaff: The norms of the tensors are added: 7 for 3 and 4.

notebook: 2_explosion
loses: global_norm.root_of_summed_squares, global_norm.any_shape,
    global_norm.large_and_small_values
mistake: 3
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    return float(sum(float(tf.norm(tensor)) for tensor in wide))
