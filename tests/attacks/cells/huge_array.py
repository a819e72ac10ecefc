"""A function that returns an array of eighty megabytes.

class: resources, huge reply
tries: fills the grader's memory
outcome: total 4, scaled 0
says: too large
"""


# %% scaled
def scaled(x, factor):
    return np.zeros(2 * 10**7, dtype="float32")
