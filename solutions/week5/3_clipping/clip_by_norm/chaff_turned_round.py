"""Chaff: the comparison is turned round: small tensors grow, large ones stay.

notebook: 3_clipping
loses: clip_by_norm.large_gradients_cut, clip_by_norm.each_norm_within_limit,
    clip_by_norm.small_tensors_unchanged, clip_by_norm.none_stays, clip_by_norm.slices_dense,
    clip_by_norm.dtype_kept, clip_by_norm.large_values, clip_by_norm.non_finite_raises,
    clip_by_norm.any_iterable, clip_by_norm.basic_operations
mistake: 8
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    def clip(gradient):
        dense = tf.convert_to_tensor(gradient)
        wide = tf.cast(dense, tf.float64)
        norm = float(tf.norm(wide))
        if not np.isfinite(norm):
            raise ValueError("the norm is not finite")
        return dense if norm > max_norm else tf.cast(wide * (max_norm / norm), dense.dtype)

    return [None if gradient is None else clip(gradient) for gradient in gradients]
