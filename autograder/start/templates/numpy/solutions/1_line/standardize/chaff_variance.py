"""Chaff: divides by the variance.

notebook: 1_line
loses: standardize.one_column, standardize.columns
"""


# %% standardize
def standardize(x):
    return (x - x.mean(axis=0)) / x.var(axis=0)
