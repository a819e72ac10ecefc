"""How much is tried where more could always be: a share in each run, all with `EFFORT=thorough`.

The thorough run judges every solution, which `autograder verify` does as well, and makes up
10,000 notebooks and, for each of two tests, 100,000 frames:

    EFFORT=thorough pytest tests/course/test_solutions.py tests/fuzz
"""

import os

THOROUGH = os.environ.get("EFFORT") == "thorough"
