"""A run of graders over functions that stand in for a student's process."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np

from autograder.records import CriterionResult
from autograder.testing.run import run_graders

GRADER_FILE = "tests/graders/numbers/test_notebook.py"


class Calls:
    """A session whose student is a plain dictionary of functions in this process."""

    call_seconds = 1.0

    def __init__(self, functions: Mapping[str, Any]) -> None:
        self.functions = functions

    def connection(self, notebook: str, cell: str, criterion: str = "") -> "Calls":
        """Serve every cell from the same functions."""
        return self

    def call(self, target: Any, arguments: Any, keywords: Any, timeout: float) -> Any:
        """Call the function."""
        return self.functions[target.path[0]](*arguments, **keywords)

    def auditor(self, framework: str) -> Any:
        """No auditor is needed here."""
        raise NotImplementedError

    def random(self, criterion: str) -> np.random.Generator:
        """Return a generator that depends on the criterion's name."""
        return np.random.default_rng(len(criterion))


def grade(tmp_path: Path, body: str, **functions: Any) -> dict[str, CriterionResult]:
    """Run graders written in a test and return their results by name."""
    file = tmp_path / GRADER_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("import pytest\n" + dedent(body))
    return {done.name: result for done, result in run_graders(file, Calls(functions)).items()}
