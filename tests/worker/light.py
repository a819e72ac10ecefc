"""What tests ask of workers that have imported no framework, as graders see them."""

import textwrap

import numpy as np
import pandas as pd

from autograder.testing.student import Student

ENTRY = "autograder.worker.serve:main"
IMPORTS = "import pandas as pd, matplotlib.pyplot as plt, numpy as np, scipy.sparse, datetime\n"
SECONDS = 60.0
GIVEN = {"given.csv": b"a,b\n1,2\n"}
TABLE = pd.DataFrame({"city": ["Oslo", "Rome"], "degrees": [3.5, np.nan]})


def define(student: Student, source: str) -> None:
    """Run a cell that must not fail."""
    run = student.connection.run_cell(IMPORTS + textwrap.dedent(source), SECONDS)
    assert run.error is None, run.error
