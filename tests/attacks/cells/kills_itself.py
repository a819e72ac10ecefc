"""A cell that ends its own process by a signal.

class: process, kill of everyone
tries: passes for a machine that has run out of memory
outcome: total 4, scaled 6
says: SIGKILL
"""

# %% first
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
