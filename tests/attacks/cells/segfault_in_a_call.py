"""A function that reads where there is nothing.

class: process, segfault
tries: crashes the process and, should it be the same, the grader
outcome: total 4, scaled 0
says: SIGSEGV
"""


# %% scaled
def scaled(x, factor):
    import ctypes

    ctypes.string_at(0)
