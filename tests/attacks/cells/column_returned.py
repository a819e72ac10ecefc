"""The right numbers in a column instead of a row.

class: notebook, (n,1)
tries: nothing; the shape is not the one asked for
outcome: total 4, scaled 0
says: asked was the shape (3,), got (3, 1)
"""


# %% scaled
def scaled(x, factor):
    return np.reshape(x * factor, (-1, 1))
