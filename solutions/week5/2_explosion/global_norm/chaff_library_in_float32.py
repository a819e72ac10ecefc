"""Chaff: tf.linalg.global_norm, which squares in the dtype that it is given.

notebook: 2_explosion
loses: global_norm.large_and_small_values, global_norm.slices_dense
mistake: 16
"""
# %% global_norm
def global_norm(gradients):
    gradients = [g for g in gradients if g is not None]
    return float(tf.linalg.global_norm(gradients)) if gradients else 0.0
