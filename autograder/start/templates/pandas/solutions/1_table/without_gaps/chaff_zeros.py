"""Chaff: writes 0 where nothing was measured.

notebook: 1_table
loses: without_gaps.gaps, without_gaps.other_gaps
"""


# %% without_gaps
def without_gaps(table):
    return table.fillna({"degrees": 0.0})
