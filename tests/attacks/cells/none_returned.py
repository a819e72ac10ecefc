"""A function that prints instead of returning.

class: notebook, None
tries: nothing; the return is forgotten
outcome: total 0, scaled 6
says: expected a Python float, got None
"""


# %% total
def total(values):
    print(float(sum(values)))
