"""Wheat: A plain loop that adds up the squares in float64, one root at the end.

notebook: 2_explosion
"""
# %% global_norm
def global_norm(gradients):
    total = tf.constant(0.0, tf.float64)
    for gradient in gradients:
        if gradient is None:
            continue
        if isinstance(gradient, tf.IndexedSlices):
            gradient = tf.convert_to_tensor(gradient)
        total += tf.reduce_sum(tf.square(tf.cast(gradient, tf.float64)))
    return tf.sqrt(total).numpy().item()
