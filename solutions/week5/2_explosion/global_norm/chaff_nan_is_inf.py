"""Chaff: Whatever is not finite becomes inf, NaN too.

notebook: 2_explosion
loses: global_norm.non_finite, GradientExplosionDetector.history, GradientExplosionDetector.events
mistake: 34
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    total = sum(squares)
    return math.sqrt(total) if math.isfinite(total) else math.inf
