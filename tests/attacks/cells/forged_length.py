"""A message that says it is four gigabytes long.

class: tampering, forged replies
tries: has the grader set memory aside for it
outcome: total 0, scaled 6
says: are allowed
"""


# %% total
def total(values):
    import gc

    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.connection.sendall(b"\xff\xff\xff\xff" + b"\x00" * 100)
    return 6.5
