"""Chaff: 0.01 is added to the norm that is divided by, so that the limit is missed.

notebook: 3_clipping
loses: AdaptiveGradientClipper.clips_together, AdaptiveGradientClipper.reports_each_step,
    clip_by_global_norm.limit_reached
mistake: -
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    wide = [None if g is None else tf.cast(g, tf.float64) for g in dense]
    norm = math.sqrt(sum(float(tf.reduce_sum(g * g)) for g in wide if g is not None))
    if not math.isfinite(norm):
        raise ValueError("not finite")
    if norm <= max_norm:
        return dense, norm
    factor = max_norm / (norm + 1e-2)
    pairs = zip(dense, wide)
    return [None if g is None else tf.cast(w * factor, g.dtype) for g, w in pairs], norm
