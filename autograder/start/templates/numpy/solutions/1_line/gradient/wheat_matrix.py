"""Wheat: one product with a column of ones beside x.

notebook: 1_line
"""


# %% gradient
def gradient(x, y, weight, bias):
    inputs = np.column_stack([x, np.ones_like(x)])
    differences = inputs @ [weight, bias] - y
    return list(2 * inputs.T @ differences / len(x))
