"""A signal to every process that there is.

class: process, kill of everyone
tries: ends whatever runs on the machine
outcome: total 4, scaled 6
says: PermissionError
"""

# %% first
import os
import signal

os.kill(-1, signal.SIGKILL)
