"""Chaff: the clipped value is bound to the loop variable and never stored.

notebook: 3_clipping
loses: clip_by_value.large_gradients_cut, clip_by_value.entries_within_limit,
    clip_by_value.small_entries_unchanged, clip_by_value.none_stays, clip_by_value.slices_dense,
    clip_by_value.dtype_kept, clip_by_value.large_values, clip_by_value.any_iterable,
    clip_by_value.basic_operations
mistake: 11
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    for gradient in gradients:
        if gradient is not None:
            gradient = tf.maximum(tf.minimum(gradient, limit), -limit)
    return gradients
