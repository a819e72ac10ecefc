"""Chaff: None gradients are dropped, so the list no longer lines up with the variables.

notebook: 3_clipping
loses: clip_by_value.none_stays
mistake: 13
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    dense = [tf.convert_to_tensor(gradient) for gradient in gradients if gradient is not None]
    return [tf.maximum(tf.minimum(gradient, limit), -limit) for gradient in dense]
