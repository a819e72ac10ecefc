"""A cell that leaves Python.

class: process, sys.exit
tries: ends the run before the grading
outcome: total 4, scaled 6
says: SystemExit
"""

# %% first
import sys

sys.exit(0)
