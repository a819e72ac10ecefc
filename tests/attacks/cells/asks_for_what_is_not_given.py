"""A question for another function of the reference, behind the back of the one that is given.

class: theft, questions for what is not given
tries: has the reference solve the very cell that is judged
outcome: total 0, scaled 0
says: scaled([1, -2, 4], 0.5) is wrong
"""


# %% total
def total(values):
    return None


# %% scaled
def scaled(x, factor):
    import gc

    if total([1.0]) is None:
        return x
    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    channel.send({"ask": "scaled", "arguments": [list(x), factor], "keywords": {}})
    return channel.receive()["value"]
