"""A cell of the student's own that never ends.

class: resources, endless loop
tries: holds up the batch for ever
outcome: total 4, scaled 6
says: stopped after 4 s
seconds: 4
"""

# %% first
while True:
    pass
