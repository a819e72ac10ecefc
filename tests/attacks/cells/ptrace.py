"""The debugger's way into another process.

class: process, ptrace
tries: reads and changes the memory of the process above
outcome: total 4, scaled 6
says: [-1, -1] 1
"""

# %% first
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
attach = libc.ptrace(16, os.getppid(), 0, 0)
traced = libc.ptrace(0, 0, 0, 0)
print([attach, traced], ctypes.get_errno())
