"""Chaff: one mean for all cities together.

notebook: 1_table
loses: means.cities, means.values
"""


# %% means
def means(table):
    return table[["degrees"]].mean()
