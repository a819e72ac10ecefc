"""Chaff: The squares are written into the caller's list.

notebook: 2_explosion
loses: global_norm.any_iterable
mistake: 12
"""
# %% global_norm
def global_norm(gradients):
    total = 0.0
    for index, gradient in enumerate(gradients):
        if gradient is not None:
            gradients[index] = tf.square(tf.cast(tf.convert_to_tensor(gradient), tf.float64))
            total += float(tf.reduce_sum(gradients[index]))
    return math.sqrt(total)
