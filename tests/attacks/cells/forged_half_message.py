"""Half a message, and then nothing.

class: tampering, forged replies
tries: has the grader wait for the other half for ever
outcome: total 0, scaled 6
says: stopped after 4 s
seconds: 4
"""


# %% total
def total(values):
    import gc
    import time

    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.connection.sendall(b"\x00\x00\x10\x00" + b"\x90" * 100)
    time.sleep(10**6)
