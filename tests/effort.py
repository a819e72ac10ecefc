"""How much is tried where more could always be: a share in each run, all with `EFFORT=thorough`.

The thorough run judges every solution, which `autograder verify` does as well, makes up 10,000
notebooks and, for each of two tests, 100,000 frames, kills 50 processes of a batch, and makes
every attack on a batch that root grades, too:

    EFFORT=thorough pytest tests/course/test_solutions.py tests/fuzz tests/crash/test_kills.py \\
        tests/attacks
"""

import os

THOROUGH = os.environ.get("EFFORT") == "thorough"
