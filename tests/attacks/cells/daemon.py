"""A process that leaves its session and lives on.

class: process, daemon that outlives the run
tries: works on when nobody looks any more
outcome: total 4, scaled 6
says: PermissionError
"""

# %% first
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(10**6)
    os._exit(0)
