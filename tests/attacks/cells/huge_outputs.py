"""Displays of many megabytes in many forms.

class: notebook, huge outputs
tries: fills record and page
outcome: total 4, scaled 6
says: output cut here
"""

# %% first
from IPython.display import HTML, display

for number in range(5):
    display(HTML("<b>" + "x" * (2 << 20) + "</b>"))
