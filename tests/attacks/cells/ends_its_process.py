"""A cell that ends its process as if all were well.

class: process, os._exit(0)
tries: passes for a run without errors
outcome: total 4, scaled 6
says: ended itself with exit status 0
"""

# %% first
import os

os._exit(0)
