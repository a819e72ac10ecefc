"""Mappings that are shared, which a limit of data does not count.

class: resources, memory by shared mapping
tries: takes more memory than a limit of private data allows
outcome: total 4, scaled 6
says: mappings: 0
"""

# %% first
import mmap

hoard = []
try:
    while len(hoard) < 40:
        hoard.append(mmap.mmap(-1, 10**8))
        hoard[-1].write(b"x" * 10**8)
except OSError as error:
    print(type(error).__name__)
print("mappings:", len(hoard))
