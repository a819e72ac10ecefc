"""Chaff: Rows of IndexedSlices are squared one by one, also those of one index.

notebook: 2_explosion
loses: global_norm.slices_dense
mistake: 17
"""
# %% global_norm
def global_norm(gradients):
    tensors = [getattr(g, "values", g) for g in gradients if g is not None]
    wide = [tf.cast(tensor, tf.float64) for tensor in tensors]
    squares = [float(tf.reduce_sum(tf.square(tensor))) for tensor in wide]
    return math.sqrt(sum(squares))
