"""Arrays of NumPy that fill the memory.

class: resources, memory by array
tries: takes all memory of the machine
outcome: total 4, scaled 6
says: Unable to allocate
"""

# %% first
import numpy as np

hoard = []
while True:
    hoard.append(np.ones(10**7))
