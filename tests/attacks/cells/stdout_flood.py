"""Lines without end on standard output.

class: resources, stdout flood
tries: fills memory and disk of whoever collects them
outcome: total 4, scaled 6
says: output cut here
"""

# %% first
for _ in range(10**5):
    print("a" * 1000)
