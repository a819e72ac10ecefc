"""IPython fails at every cell that comes after.

class: tampering, AST transformers
tries: makes the run of given cells fail, and passes for our fault
outcome: total 0, scaled 0
says: KeyboardInterrupt
"""


# %% first
def fails(lines):
    raise KeyboardInterrupt


get_ipython().input_transformers_cleanup.append(fails)
