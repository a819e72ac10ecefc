"""An error forged with a text of sixty megabytes.

class: tampering, forged replies
tries: fills the record with the text of an error
outcome: total 0, scaled 6
says: raised ValueError: xxxx
"""


# %% total
def total(values):
    import gc
    import sys
    import time

    channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
    frame = sys._getframe()
    while "request" not in frame.f_locals:
        frame = frame.f_back
    texts = {"type": "ValueError", "message": "x" * (60 << 20), "place": "", "traceback": ""}
    channel.send({"id": frame.f_locals["request"]["id"], "error": {**texts, "bases": []}})
    time.sleep(1)
