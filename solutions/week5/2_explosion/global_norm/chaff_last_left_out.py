"""Chaff: The last tensor is left out.

notebook: 2_explosion
loses: GradientExplosionDetector.says_what_it_sees,
    GradientExplosionDetector.all_tensors_together, GradientExplosionDetector.ok_at_the_threshold,
    GradientExplosionDetector.non_finite_is_a_kind_of_its_own, GradientExplosionDetector.history,
    GradientExplosionDetector.events, GradientExplosionDetector.any_gradients,
    global_norm.root_of_summed_squares, global_norm.any_shape, global_norm.large_and_small_values,
    global_norm.non_finite
mistake: 19
"""
# %% global_norm
def global_norm(gradients):
    tensors = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide[:-1]]
    return math.sqrt(sum(squares))
