"""Chaff: What is too large is divided by its magnitude, so that infinity becomes NaN.

notebook: 3_clipping
loses: clip_by_value.large_values
mistake: 16
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    def clip(gradient):
        dense = tf.convert_to_tensor(gradient)
        bound = tf.cast(limit, dense.dtype)
        size = tf.abs(dense)
        return tf.where(size > bound, dense / tf.maximum(size, bound) * bound, dense)

    return [None if gradient is None else clip(gradient) for gradient in gradients]
