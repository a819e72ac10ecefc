"""Chaff: every entry is taken for a tensor, None raises.

notebook: 3_clipping
loses: clip_by_norm.none_stays
mistake: 13
raises: ValueError
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    def clip(gradient):
        dense = tf.convert_to_tensor(gradient)
        wide = tf.cast(dense, tf.float64)
        norm = float(tf.norm(wide))
        if not np.isfinite(norm):
            raise ValueError("the norm is not finite")
        return tf.cast(wide * (max_norm / norm), dense.dtype) if norm > max_norm else dense

    return [clip(gradient) for gradient in gradients]
