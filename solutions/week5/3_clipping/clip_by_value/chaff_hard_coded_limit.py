"""Chaff: the limit is 1, whatever is asked.

notebook: 3_clipping
loses: clip_by_value.entries_within_limit, clip_by_value.small_entries_unchanged
mistake: 22
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    return [
        None
        if gradient is None
        else tf.maximum(tf.minimum(tf.convert_to_tensor(gradient), 1.0), -1.0)
        for gradient in gradients
    ]
