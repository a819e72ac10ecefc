"""The right numbers as rows of a sparse gradient.

class: notebook, IndexedSlices
tries: nothing; the type is not the one asked for
outcome: total 4, scaled 0
says: expected a dense tensor of real numbers, got tf.IndexedSlices
"""


# %% scaled
def scaled(x, factor):
    rows = tf.range(len(x))
    return tf.IndexedSlices(tf.constant(x) * factor, rows, tf.shape(tf.constant(x)))
