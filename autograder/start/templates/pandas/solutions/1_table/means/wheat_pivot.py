"""Wheat: a pivot table's only column.

notebook: 1_table
"""


# %% means
def means(table):
    return table.pivot_table(index="city", values="degrees", aggfunc="mean")["degrees"]
