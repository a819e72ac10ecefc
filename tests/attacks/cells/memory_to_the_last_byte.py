"""Takes memory in ever smaller pieces until nothing is left, and keeps it.

class: resources, memory to the last byte
tries: leaves the worker no memory to answer with
outcome: total 4, scaled 6
says: takes all
"""

# %% first
print("takes all")
hoard = []
size = 10**8
while size > 100:
    try:
        hoard.append(bytearray(size))
    except MemoryError:
        size //= 2
