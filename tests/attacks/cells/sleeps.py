"""A cell that waits for ever without using the processor.

class: resources, sleep
tries: outlasts any limit of processor time
outcome: total 4, scaled 6
says: stopped after 4 s
seconds: 4
"""

# %% last
import time

time.sleep(10**6)
