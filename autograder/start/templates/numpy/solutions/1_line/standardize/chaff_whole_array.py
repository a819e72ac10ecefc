"""Chaff: takes mean and standard deviation of the whole array.

notebook: 1_line
loses: standardize.columns
"""


# %% standardize
def standardize(x):
    return (x - x.mean()) / x.std()
