"""Chaff: adds the squares up.

notebook: 1_line
loses: mean_squared_error.many_rows
"""


# %% mean_squared_error
def mean_squared_error(predictions, targets):
    return np.sum((predictions - targets) ** 2)
