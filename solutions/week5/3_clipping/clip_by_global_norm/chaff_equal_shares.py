"""Chaff: every tensor is brought to an equal share of the limit, so the direction is lost.

notebook: 3_clipping
loses: AdaptiveGradientClipper.clips_together, clip_by_global_norm.one_factor_for_all
mistake: 1
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    dense = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    norms = [0.0 if g is None else float(tf.norm(tf.cast(g, tf.float64))) for g in dense]
    norm = float(np.linalg.norm(norms))
    if not math.isfinite(norm):
        raise ValueError("not finite")
    if norm <= max_norm:
        return dense, norm
    share = max_norm / math.sqrt(sum(each > 0 for each in norms))
    clipped = []
    for tensor, each in zip(dense, norms):
        if tensor is not None and each > 0:
            tensor = tf.cast(tf.cast(tensor, tf.float64) * (share / each), tensor.dtype)
        clipped.append(tensor)
    return clipped, norm
