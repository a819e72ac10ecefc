"""Chaff: Everything goes through float32, also what came in float64.

notebook: 3_clipping
loses: clip_by_norm.dtype_kept
mistake: -
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    def shorten(gradient):
        dense = tf.convert_to_tensor(gradient)
        values = tf.cast(dense, tf.float32)
        norm = float(tf.norm(tf.cast(values, tf.float64)))
        if not math.isfinite(norm):
            raise ValueError("not finite")
        factor = min(1.0, max_norm / norm) if norm else 1.0
        return tf.cast(values * factor, dense.dtype)

    return [None if gradient is None else shorten(gradient) for gradient in gradients]
