"""One file that is larger than any may be.

class: resources, disk fill
tries: fills the machine's disk
outcome: total 4, scaled 6
says: File too large
"""

# %% first
with open("large.bin", "wb", buffering=0) as file:
    while True:
        file.write(bytes(1 << 20))
