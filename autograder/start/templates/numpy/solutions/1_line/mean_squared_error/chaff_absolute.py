"""Chaff: takes the size of the differences, not their squares.

notebook: 1_line
loses: mean_squared_error.one_row, mean_squared_error.many_rows
"""


# %% mean_squared_error
def mean_squared_error(predictions, targets):
    return np.mean(np.abs(predictions - targets))
