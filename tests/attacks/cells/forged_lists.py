"""A small message that announces thousands of long lists, one in the other.

class: tampering, forged replies
tries: has the grader set memory aside for lists that never come
outcome: total 0, scaled 6
says: something else than data
"""


# %% total
def total(values):
    import gc
    import struct

    data = struct.pack(">BI", 0xDD, 199_999) * 10_000
    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.connection.sendall(struct.pack(">I", len(data)) + data)
    return 6.5
