"""Chaff: scales the tensor by its norm, so entries below the limit change too.

notebook: 3_clipping
loses: clip_by_value.entries_within_limit, clip_by_value.small_entries_unchanged
mistake: -
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            norm = float(tf.norm(tf.cast(gradient, tf.float64)))
            if norm > limit:
                gradient = gradient * (limit / norm)
        clipped.append(gradient)
    return clipped
