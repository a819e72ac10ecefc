"""The right number as a scalar of NumPy.

class: notebook, float64
tries: nothing; that is as good as a float
outcome: total 4, scaled 6
says: -
"""


# %% total
def total(values):
    return np.float64(sum(values))
