"""A function that takes longer than a call may take.

class: resources, sleep
tries: makes every criterion wait
outcome: total 0, scaled 6
says: stopped after 4 s
seconds: 4
"""


# %% total
def total(values):
    import time

    time.sleep(60)
    return sum(values)
