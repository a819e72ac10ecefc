"""Python's own functions all fail.

class: tampering, builtins
tries: makes the process that answers the grader fall over, and passes for our fault
outcome: total 4, scaled 6
says: the process ended itself
"""

# %% last
import builtins

for name in ("isinstance", "len", "type", "list", "dict", "getattr", "print"):
    setattr(builtins, name, None)
