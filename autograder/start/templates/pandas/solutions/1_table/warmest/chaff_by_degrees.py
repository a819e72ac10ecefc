"""Chaff: leaves the rows in the order of their degrees.

notebook: 1_table
loses: warmest.order
"""


# %% warmest
def warmest(table):
    rows = table.sort_values("degrees", ascending=False).drop_duplicates("city")
    return rows[["city", "month"]].reset_index(drop=True)
