"""A function that cannot be asked to stop.

class: process, SIGTERM ignored
tries: goes on after the grader has given up
outcome: total 0, scaled 6
says: stopped after 4 s
seconds: 4
"""


# %% total
def total(values):
    import signal
    import time

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1)
