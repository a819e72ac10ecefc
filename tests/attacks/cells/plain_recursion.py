"""A function that calls itself for ever.

class: resources, recursion
tries: runs until Python stops it
outcome: total 0, scaled 6
says: RecursionError
"""


# %% total
def total(values):
    return values[0] + total(values)
