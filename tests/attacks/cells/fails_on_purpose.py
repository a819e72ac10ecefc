"""An earlier function fails on purpose, so that it is given and the later one can use it.

class: tampering, an earlier cell failing on purpose
tries: has more for it than the later function, which is right with the earlier one given
outcome: total 0, scaled 6
says: asked was 6.5, got 0
"""


# %% total
def total(values):
    return 0.0


# %% scaled
def scaled(x, factor):
    return np.multiply(x, total([factor / 2, factor / 2]))
