"""A change of identity.

class: process, setuid
tries: becomes root, or another user; who is root without any right may stay what they are
outcome: total 4, scaled 6
says: ['OSError', 'OSError', 'OSError', 'OSError', 'OSError', 'OSError'] |
    'OSError', 'OSError', 'OSError', 'OSError']
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


changes = [os.setuid, os.setgid]
attempts = [tried(lambda: change(user)) for user in (0, 1) for change in changes]
print([*attempts, *(tried(lambda: os.setgroups([group])) for group in (0, 1))])
