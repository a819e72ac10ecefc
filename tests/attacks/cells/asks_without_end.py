"""A function that is given for an earlier one is asked for ever.

class: resources, questions without end
tries: holds up the grading by questions to the process of the reference
outcome: total 0, scaled 0
says: scaled([1, -2, 4], 0.5) is wrong
"""


# %% total
def total(values):
    return None


# %% scaled
def scaled(x, factor):
    while total([1.0]) is not None:
        pass
    return x
