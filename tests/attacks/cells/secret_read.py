"""The course's secret, from which hidden inputs are drawn.

class: theft, hidden tests
tries: computes the hidden inputs beforehand
outcome: total 4, scaled 6
says: PermissionError
"""

# %% first
print(open("COURSE_FOLDER/.autograder_secret").read())
