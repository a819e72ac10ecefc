"""Chaff: the rows of IndexedSlices are clipped before rows with one index are added.

notebook: 3_clipping
loses: clip_by_value.slices_dense
mistake: 17
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    def clip(values):
        return tf.maximum(tf.minimum(values, limit), -limit)

    clipped = []
    for gradient in gradients:
        if isinstance(gradient, tf.IndexedSlices):
            rows = tf.IndexedSlices(clip(gradient.values), gradient.indices, gradient.dense_shape)
            clipped.append(tf.convert_to_tensor(rows))
        else:
            clipped.append(None if gradient is None else clip(gradient))
    return clipped
