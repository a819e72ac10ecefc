"""A list in a list in a list, a thousand times.

class: resources, deep reply
tries: overflows the stack of whoever reads it
outcome: total 0, scaled 6
says: nested too deep
"""


# %% total
def total(values):
    result = []
    for _ in range(1000):
        result = [result]
    return result
