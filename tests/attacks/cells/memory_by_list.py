"""A list that grows without end.

class: resources, memory by list
tries: takes all memory of the machine
outcome: total 4, scaled 6
says: MemoryError
"""

# %% first
hoard = []
while True:
    hoard.append([0] * 10**6)
