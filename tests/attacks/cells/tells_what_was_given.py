"""What a given function answers is printed, and raised as the text of an exception.

class: theft, answers of the reference told
tries: shows the student what the reference gives
outcome: total 0, scaled 0
says: raised ValueError: given was None
"""


# %% total
def total(values):
    return None


# %% scaled
def scaled(x, factor):
    print("given was", total([20.0, 22.5]))
    raise ValueError(f"given was {total([20.0, 22.5])}")


# %% last
scaled([1.0], 1.0)
