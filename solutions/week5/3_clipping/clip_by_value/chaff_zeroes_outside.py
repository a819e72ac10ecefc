"""Chaff: entries outside the limits become zero.

notebook: 3_clipping
loses: clip_by_value.entries_within_limit, clip_by_value.large_values
mistake: 21
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    clipped = []
    for gradient in gradients:
        if gradient is None:
            clipped.append(None)
        else:
            dense = tf.convert_to_tensor(gradient)
            clipped.append(tf.where(tf.abs(dense) > limit, tf.zeros_like(dense), dense))
    return clipped
