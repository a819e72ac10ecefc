"""One long call into C that gives no other thread a turn.

class: resources, long C call holding the GIL
tries: keeps any timer inside the process from running
outcome: total 4, scaled 6
says: stopped after 4 s
seconds: 4
"""

# %% first
import re

re.match(r"(a+)+$", "a" * 60 + "b")
