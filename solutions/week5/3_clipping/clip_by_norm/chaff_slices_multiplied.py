"""Chaff: IndexedSlices are multiplied by a number, which raises.

notebook: 3_clipping
loses: clip_by_norm.slices_dense
mistake: 17
raises: TypeError
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            norm = float(tf.norm(tf.cast(gradient, tf.float64)))
            if not np.isfinite(norm):
                raise ValueError("the norm is not finite")
            if norm > max_norm:
                gradient = gradient * (max_norm / norm)
        clipped.append(gradient)
    return clipped
