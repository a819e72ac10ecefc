"""An exception whose class has a name of ten megabytes.

class: resources, giant traceback
tries: fills the record by way of a name
outcome: total 4, scaled 6
says: XXXXX
"""

# %% first
raise type("X" * 10**7, (Exception,), {})("a long name")
