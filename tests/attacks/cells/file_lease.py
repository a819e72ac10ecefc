"""A lease on a file of the interpreter.

class: resources, leases
tries: keeps everybody else from opening the file for 45 seconds
outcome: total 0, scaled 6
says: PermissionError
"""


# %% total
def total(values):
    import ctypes
    import fcntl

    with open(ctypes.__file__) as library:
        fcntl.fcntl(library, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    return float(sum(values))
