"""Chaff: leaves out rows with a gap anywhere.

notebook: 1_table
loses: without_gaps.other_gaps
"""


# %% without_gaps
def without_gaps(table):
    return table.dropna()
