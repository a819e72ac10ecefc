"""Records and results written where they might be looked for.

class: tampering, result file written
tries: puts its own grade in place of the measured one
outcome: total 0, scaled 6
says: asked was 6.5, got 0
"""

# %% first
import json
import os

record = json.dumps({"student": "me", "score": 1000.0, "max_score": 10.0, "cells": []})
for folder in (".", "..", "COURSE_FOLDER/records/sums", "/tmp", "/var/tmp"):
    for name in ("record.json", "1_sums.json", "report.xml", "results.json"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write(record)
        except OSError as error:
            print(type(error).__name__, folder)


# %% total
def total(values):
    return 0.0
