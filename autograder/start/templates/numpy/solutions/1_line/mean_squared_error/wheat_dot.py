"""Wheat: the product of the differences with themselves.

notebook: 1_line
"""


# %% mean_squared_error
def mean_squared_error(predictions, targets):
    differences = predictions - targets
    return float(differences @ differences) / len(differences)
