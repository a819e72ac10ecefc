"""Threads that never end.

class: resources, thread leak
tries: fills the machine's table of threads
outcome: total 4, scaled 6
says: thread
"""

# %% first
import threading
import time

while True:
    threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()
