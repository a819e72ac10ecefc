"""Timers and signals are switched off before an endless loop.

class: resources, disarmed timers
tries: outlives an alarm set inside the process
outcome: total 4, scaled 6
says: stopped after 4 s
seconds: 4
"""

# %% first
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
while True:
    pass
