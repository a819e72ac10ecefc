"""Chaff: Entries are shifted by the limit and back, so that small ones lose their digits.

notebook: 3_clipping
loses: clip_by_value.small_entries_unchanged
mistake: -
"""


# %% clip_by_value
def clip_by_value(gradients, limit):
    def c(g):
        g = tf.convert_to_tensor(g)
        b = tf.cast(limit, g.dtype)
        return b - tf.nn.relu(b - (tf.nn.relu(g + b) - b))

    return [None if g is None else c(g) for g in gradients]
