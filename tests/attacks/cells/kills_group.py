"""Signals to all processes of its group.

class: process, kill of group
tries: ends the grader, should it be of the same group
outcome: total 4, scaled 6
says: ['PermissionError', 'PermissionError']
"""

# %% first
import os
import signal


def tried(action):
    try:
        return action()
    except OSError as error:
        return type(error).__name__


print(
    [
        tried(lambda: os.kill(0, signal.SIGKILL)),
        tried(lambda: os.killpg(os.getpgrp(), signal.SIGKILL)),
    ]
)
