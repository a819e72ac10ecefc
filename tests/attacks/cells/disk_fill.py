"""Files that fill the scratch folder.

class: resources, disk fill
tries: fills the machine's disk
outcome: total 4, scaled 6
says: No space left on device | its files took more than 256 MiB
"""

# %% first
number = 0
while True:
    with open(f"{number}.bin", "wb") as file:
        file.write(bytes(50 << 20))
    number += 1
