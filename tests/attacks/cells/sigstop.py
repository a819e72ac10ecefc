"""A function that stops its own process for good.

class: process, SIGSTOP
tries: leaves the grader waiting for a process that neither runs nor ends
outcome: total 0, scaled 6
says: stopped after 4 s
seconds: 4
"""


# %% total
def total(values):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSTOP)
