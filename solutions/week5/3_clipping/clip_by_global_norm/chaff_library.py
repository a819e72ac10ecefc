"""Chaff: tf.clip_by_global_norm as it comes: sparse rows, overflow and NaN included.

notebook: 3_clipping
loses: AdaptiveGradientClipper.clips_together, clip_by_global_norm.slices_dense,
    clip_by_global_norm.large_values, clip_by_global_norm.non_finite_raises,
    clip_by_global_norm.any_iterable, clip_by_global_norm.basic_operations
mistake: 25
raises: TypeError
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    clipped, norm = tf.clip_by_global_norm(gradients, max_norm)
    return clipped, float(norm)
