"""A cell that aborts.

class: process, abort
tries: leaves a memory image behind
outcome: total 4, scaled 6
says: SIGABRT
"""

# %% first
import os

os.abort()
