"""A function that returns more than can cross.

class: resources, huge reply
tries: fills the grader's memory
outcome: total 0, scaled 6
says: too large
"""


# %% total
def total(values):
    return list(range(10**7))
