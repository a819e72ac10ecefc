"""Numbers without end, where an array is asked for.

class: notebook, generator
tries: keeps a grader that turns it into an array busy for ever
outcome: total 4, scaled 0
says: an object of type itertools.count
"""


# %% scaled
def scaled(x, factor):
    import itertools

    return itertools.count()
