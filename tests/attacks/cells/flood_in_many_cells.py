"""Each cell puts out as much as a cell may.

class: resources, stdout flood
tries: passes the cap of one cell many times over
outcome: total 4, scaled 6
says: outputs were left out
"""

# %% first
print("a" * (8 << 20))
# %% first
print("b" * (8 << 20))
# %% first
print("c" * (8 << 20))
# %% last
print("d" * (8 << 20))
# %% last
print("e" * (8 << 20))
# %% last
print("f" * (8 << 20))
