"""Wheat: a mask of the rows to keep.

notebook: 1_table
"""


# %% without_gaps
def without_gaps(table):
    return table[table["degrees"].notna()].copy()
