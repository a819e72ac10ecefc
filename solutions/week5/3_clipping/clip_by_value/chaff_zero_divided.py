"""Chaff: the sign is the entry divided by its magnitude, so zero becomes NaN.

notebook: 3_clipping
loses: clip_by_value.small_entries_unchanged, clip_by_value.large_values
mistake: -
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            size = tf.abs(gradient)
            gradient = gradient / size * tf.minimum(size, limit)
        clipped.append(gradient)
    return clipped
