"""Work left for the end of the process.

class: process, atexit work
tries: runs after the grading
outcome: total 4, scaled 6
says: left for later
"""

# %% first
import atexit
import time

atexit.register(time.sleep, 10**6)
atexit.register(lambda: open("/var/tmp/attack-was-here", "w").close())
print("left for later")
