"""A change of identity.

class: process, setuid
tries: becomes another user
outcome: total 4, scaled 6
says: ['OSError', 'OSError', 'OSError']
"""

# %% first
import os


def tried(action):
    try:
        return action()
    except PermissionError:
        return "OSError"
    except OSError as error:
        return type(error).__name__


print([tried(lambda: os.setuid(1)), tried(lambda: os.setgid(1)), tried(lambda: os.setgroups([1]))])
