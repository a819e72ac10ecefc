"""Chaff: clips entries where the norm is asked, so the direction changes.

notebook: 3_clipping
loses: clip_by_norm.each_norm_within_limit
mistake: 20
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            if not np.all(np.isfinite(gradient.numpy())):
                raise ValueError("the norm is not finite")
            gradient = tf.maximum(tf.minimum(gradient, max_norm), -max_norm)
        clipped.append(gradient)
    return clipped
