"""Chaff: TensorFlow's clip_by_norm under another name, imported in the same cell.

notebook: 3_clipping
loses: clip_by_norm.basic_operations
mistake: 25
"""
# %% clip_by_norm
from tensorflow import clip_by_norm as shorten


def clip_by_norm(gradients, max_norm):
    clipped = []
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            wide = tf.cast(gradient, tf.float64)
            if not np.isfinite(tf.norm(wide).numpy()):
                raise ValueError("the norm is not finite")
            gradient = tf.cast(shorten(wide, max_norm), gradient.dtype)
        clipped.append(gradient)
    return clipped
