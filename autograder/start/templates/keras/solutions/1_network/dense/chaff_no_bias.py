"""Chaff: leaves the bias out.

notebook: 1_network
loses: dense.positive, dense.negative
"""


# %% dense
def dense(x, kernel, bias):
    return tf.nn.relu(x @ kernel)
