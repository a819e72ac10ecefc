"""Chaff: A norm that is not finite raises ValueError.

notebook: 2_explosion
loses: global_norm.non_finite, GradientExplosionDetector.non_finite_is_a_kind_of_its_own,
    GradientExplosionDetector.history, GradientExplosionDetector.events
mistake: 36
raises: ValueError
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    if not math.isfinite(sum(squares)):
        raise ValueError("the norm is not finite")
    return math.sqrt(sum(squares))
