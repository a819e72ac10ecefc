"""A cell that waits for somebody to type.

class: notebook, input()
tries: holds up the run until somebody answers
outcome: total 4, scaled 6
says: does not support input requests
"""

# %% first
name = input("Your name? ")
