"""A loop that catches whatever is raised to end it.

class: resources, loop that swallows BaseException
tries: survives KeyboardInterrupt and SystemExit
outcome: total 4, scaled 6
says: stopped after 4 s
seconds: 4
"""

# %% first
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
