"""A function that leaves Python.

class: process, sys.exit
tries: ends the grader with a status of success
outcome: total 0, scaled 6
says: SystemExit
"""


# %% total
def total(values):
    raise SystemExit(0)
