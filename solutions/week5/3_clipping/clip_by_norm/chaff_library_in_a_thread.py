"""Chaff: tf.clip_by_norm in threads of a pool.

notebook: 3_clipping
loses: clip_by_norm.basic_operations
mistake: 25
"""
# %% clip_by_norm
from concurrent.futures import ThreadPoolExecutor


def clip_one(gradient, max_norm):
    if gradient is None:
        return None
    tensor = tf.convert_to_tensor(gradient)
    wide = tf.cast(tensor, tf.float64)
    if not np.all(np.isfinite(wide)):
        raise ValueError("a gradient is not finite")
    if float(tf.norm(wide)) <= max_norm:
        return tensor
    return tf.cast(tf.clip_by_norm(wide, max_norm), tensor.dtype)


def clip_by_norm(gradients, max_norm):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda gradient: clip_one(gradient, max_norm), gradients))
