"""Empty files until no more can be named.

class: resources, inode fill
tries: leaves the machine's disk without inodes
outcome: total 4, scaled 6
says: No space left on device | its files took more than 256 MiB
"""

# %% first
number = 0
while True:
    open(f"{number}.empty", "w").close()
    number += 1
