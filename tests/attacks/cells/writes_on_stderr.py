"""Warnings and log lines of an honest solution.

class: notebook, honest output on stderr
tries: nothing; stock nbgrader gives it 0
outcome: total 4, scaled 6
says: only a warning
"""

# %% total
import sys
import warnings


def total(values):
    warnings.warn("only a warning")
    print("adding", file=sys.stderr)
    return float(sum(values))


total([1.0])
