"""A function that calls itself for ever, with the limit of recursion raised.

class: resources, recursion
tries: overflows the stack of C, which Python guards from 3.12 on
outcome: total 0, scaled 6
says: SIGSEGV / RecursionError
"""


# %% total
def total(values):
    import sys

    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    return Deep().deep
