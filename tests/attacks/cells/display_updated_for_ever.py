"""A display shown in many places, then changed to something large.

class: notebook, huge outputs
tries: passes the cap of outputs by changing what earlier cells have shown
outcome: total 4, scaled 6
says: output cut here
"""

# %% first
from IPython.display import display

for number in range(5000):
    display("small", display_id="many")
# %% last
from IPython.display import update_display

update_display("x" * (1 << 20), display_id="many")
