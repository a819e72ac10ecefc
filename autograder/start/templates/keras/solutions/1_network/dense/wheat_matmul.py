"""Wheat: named operations instead of signs.

notebook: 1_network
"""


# %% dense
def dense(x, kernel, bias):
    return tf.maximum(tf.add(tf.matmul(x, kernel), bias), 0.0)
