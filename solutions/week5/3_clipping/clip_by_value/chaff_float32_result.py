"""Chaff: everything is cast to float32 and stays so.

notebook: 3_clipping
loses: clip_by_value.dtype_kept
mistake: -
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    clipped = []
    for gradient in gradients:
        if gradient is None:
            clipped.append(None)
        else:
            dense = tf.cast(tf.convert_to_tensor(gradient), tf.float32)
            clipped.append(tf.maximum(tf.minimum(dense, limit), -limit))
    return clipped
