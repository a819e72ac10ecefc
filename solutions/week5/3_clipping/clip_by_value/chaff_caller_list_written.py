"""Chaff: the results are written into the caller's list.

notebook: 3_clipping
loses: clip_by_value.any_iterable
mistake: 12
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    for index, gradient in enumerate(gradients):
        if gradient is not None:
            dense = tf.convert_to_tensor(gradient)
            gradients[index] = tf.maximum(tf.minimum(dense, limit), -limit)
    return gradients
