"""Chaff: looks for the lowest degrees.

notebook: 1_table
loses: warmest.months, warmest.order
"""


# %% warmest
def warmest(table):
    rows = table.loc[table.groupby("city")["degrees"].idxmin()]
    return rows[["city", "month"]].reset_index(drop=True)
