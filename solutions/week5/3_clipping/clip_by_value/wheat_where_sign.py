"""Wheat: tf.where picks between the entry and the limit with its sign.

notebook: 3_clipping
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    gradients = list(gradients)
    clipped = [None] * len(gradients)
    for index, gradient in enumerate(gradients):
        if gradient is not None:
            dense = tf.convert_to_tensor(gradient)
            bound = tf.sign(dense) * tf.cast(limit, dense.dtype)
            clipped[index] = tf.where(tf.abs(dense) > limit, bound, dense)
    return clipped
