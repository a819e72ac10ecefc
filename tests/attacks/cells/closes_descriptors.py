"""A cell that closes every file of its process.

class: process, closed descriptors
tries: cuts the line to the grader
outcome: total 4, scaled 6
says: ended its process
"""

# %% first
import os

os.closerange(0, 256)
