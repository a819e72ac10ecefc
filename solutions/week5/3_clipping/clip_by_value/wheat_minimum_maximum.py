"""Wheat: tf.minimum and tf.maximum in a comprehension.

notebook: 3_clipping
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    def clip(gradient):
        dense = tf.convert_to_tensor(gradient)
        return tf.maximum(tf.minimum(dense, limit), -limit)

    return [None if gradient is None else clip(gradient) for gradient in gradients]
