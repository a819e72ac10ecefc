"""An exception with a text of a hundred megabytes.

class: resources, giant traceback
tries: fills the record and the feedback page
outcome: total 0, scaled 6
says: characters left out
"""


# %% total
def total(values):
    raise ValueError("x" * 10**8)
