"""The right numbers, one after the other.

class: notebook, generator
tries: nothing; the type is not the one asked for
outcome: total 0, scaled 0
says: an object of type builtins.generator
"""


# %% total
def total(values):
    yield float(sum(values))


# %% scaled
def scaled(x, factor):
    return (value * factor for value in x)
