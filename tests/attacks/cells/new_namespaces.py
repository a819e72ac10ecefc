"""Namespaces of its own, in which it would be root.

class: process, new namespaces
tries: gains rights that the sandbox took
outcome: total 4, scaled 6
says: -1 1
"""

# %% first
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
print(libc.unshare(0x10000000 | 0x00020000), ctypes.get_errno())
