"""A function that remembers its first answer and gives it again.

class: tampering, answers kept from an earlier call
tries: is right once and then for ever
outcome: total 1, scaled 6
says: total of 3 numbers is wrong
"""

# %% total
known = []


def total(values):
    known.append(float(sum(values)))
    return known[0]
