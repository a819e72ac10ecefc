"""Chaff: leaves the ReLU out.

notebook: 1_network
loses: dense.negative
"""


# %% dense
def dense(x, kernel, bias):
    return x @ kernel + bias
