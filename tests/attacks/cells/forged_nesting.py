"""A small message that grows at every level of its nesting.

class: tampering, forged replies
tries: has the grader copy the same megabytes many times over
outcome: total 0, scaled 6
says: something else than data
"""


# %% total
def total(values):
    import gc
    import struct

    import msgpack

    data = msgpack.packb([b"x" * (60 << 20)])
    for _ in range(5):
        data = msgpack.packb([msgpack.ExtType(1, data)])
    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.connection.sendall(struct.pack(">I", len(data)) + data)
    return 6.5
