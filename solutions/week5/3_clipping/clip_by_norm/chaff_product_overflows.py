"""Chaff: The values are multiplied by the limit before they are divided, in their own dtype.

notebook: 3_clipping
loses: clip_by_norm.large_values
mistake: 16
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is None:
            clipped.append(None)
            continue
        values = tf.convert_to_tensor(gradient)
        norm = float(tf.norm(tf.cast(values, tf.float64)))
        if not math.isfinite(norm):
            raise ValueError("not finite")
        clipped.append(values * max_norm / max(norm, max_norm))
    return clipped
