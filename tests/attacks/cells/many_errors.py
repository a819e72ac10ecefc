"""A cell that shows an error hundreds of times.

class: resources, giant traceback
tries: passes the cap of outputs by way of errors
outcome: total 4, scaled 6
says: output cut here
"""

# %% first
from IPython import get_ipython

for _ in range(1000):
    get_ipython()._showtraceback(ValueError, ValueError("again"), ["x" * 20_000])
