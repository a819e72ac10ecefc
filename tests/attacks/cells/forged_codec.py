"""The codec of the process, changed so that it writes objects of the cheat's.

class: tampering, forged replies
tries: smuggles an object that equals everything to the grader
outcome: total 0, scaled 6
says: something else than data
"""


# %% total
def total(values):
    import msgpack

    from autograder.worker import wire

    wire.encode = lambda *_: msgpack.packb({"id": 1, "value": msgpack.ExtType(77, b"x")})
    return 6.5
