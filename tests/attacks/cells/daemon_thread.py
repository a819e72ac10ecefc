"""A thread that changes what was defined while the graders ask.

class: process, daemon that outlives the run
tries: works on behind the calls of the grader
outcome: total 4, scaled 6
says: -
"""

# %% last
import threading
import time


def work():
    while True:
        time.sleep(0.01)


for _ in range(5):
    threading.Thread(target=work).start()
