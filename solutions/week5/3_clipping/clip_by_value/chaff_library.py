"""Chaff: tf.clip_by_value does the work.

notebook: 3_clipping
loses: clip_by_value.basic_operations
mistake: 25
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    return [
        None
        if gradient is None
        else tf.clip_by_value(tf.convert_to_tensor(gradient), -limit, limit)
        for gradient in gradients
    ]
