"""The limits of its process, raised.

class: process, setuid
tries: takes more than a notebook may
outcome: total 4, scaled 6
says: ValueError
"""

# %% first
import resource

resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
