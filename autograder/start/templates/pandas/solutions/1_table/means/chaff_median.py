"""Chaff: takes the median.

notebook: 1_table
loses: means.values
"""


# %% means
def means(table):
    return table.groupby("city")["degrees"].median()
