"""Bytes on the line to the grader that are no message.

class: tampering, forged replies
tries: makes the grader fall over
outcome: total 0, scaled 6
says: something else than data
"""


# %% total
def total(values):
    import gc

    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.connection.sendall(b"\x00\x00\x00\x04\xc1\xc1\xc1\xc1")
    return 6.5
