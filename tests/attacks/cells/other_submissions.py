"""The submissions of everybody else.

class: theft, other submissions
tries: copies the answer of a neighbour
outcome: total 0, scaled 6
says: PermissionError
"""


# %% total
def total(values):
    import json
    import os

    for student in sorted(os.listdir("COURSE_FOLDER/submitted")):
        path = f"COURSE_FOLDER/submitted/{student}/sums/1_sums.ipynb"
        raise RuntimeError(json.load(open(path)))
