"""Chaff: only entries above +limit are cut, those below -limit stay.

notebook: 3_clipping
loses: clip_by_value.entries_within_limit
mistake: 21
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    return [
        None if gradient is None else tf.minimum(tf.convert_to_tensor(gradient), limit)
        for gradient in gradients
    ]
