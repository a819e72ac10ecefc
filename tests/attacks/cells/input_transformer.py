"""IPython rewrites every cell that comes after.

class: tampering, IPython input transformers
tries: takes the assertions out of checks
outcome: total 0, scaled 6
says: asked was 6.5, got 0
"""


# %% first
def without_assertions(lines):
    return [line.replace("assert", "None and") for line in lines]


get_ipython().input_transformers_cleanup.append(without_assertions)


# %% total
def total(values):
    return 0.0
