"""A program started beside the notebook, in every way that Python knows.

class: resources, fork bomb
tries: goes on outside of the notebook's process
outcome: total 4, scaled 6
says: ['PermissionError', 'PermissionError', 'PermissionError', 'PermissionError']
"""

# %% first
import multiprocessing
import os
import subprocess


def tried(action):
    try:
        return action()
    except Exception as error:
        return type(error).__name__


print(
    [
        tried(lambda: subprocess.run(["/bin/sleep", "60"])),
        tried(lambda: os.posix_spawn("/bin/sleep", ["sleep", "60"], {})),
        tried(lambda: os.execv("/bin/sleep", ["sleep", "60"])),
        tried(lambda: multiprocessing.get_context("fork").Process(target=print).start()),
    ]
)
