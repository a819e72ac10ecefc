"""No text of a notebook holds up a batch."""

import re
import resource
import subprocess
import sys
from textwrap import dedent

import pytest

from autograder.errors import NotebookRejected
from autograder.intake.budget import within

# A process that needs more is killed: nothing here takes a tenth of it.
PROCESSOR_SECONDS = 20
TEXTS = {
    "an import without an end": "packages.imports(b'\"import' + b' ' * 10**6 + b'x\\xe9')",
    "names of one statement": "code.definitions('a=' * 5000 + '1')",
    "an import of many names": "code.definitions('import ' + 'a,' * 20000 + 'b')",
    "blanks before no magic": "code.parsed(' ' * 10**5 + 'x')",
    "a name with many endings": "Found('a' + '_1' * 10**5, Path('x'), Document()).name",
}


@pytest.mark.parametrize("call", TEXTS.values(), ids=TEXTS.keys())
def test_long_texts_are_read_in_time(call: str) -> None:
    """Twice the text takes about twice the time, not four times."""
    script = f"""
        from pathlib import Path
        from autograder.intake import code, packages
        from autograder.intake.choosing import Found
        from autograder.intake.reading import Document
        {call}
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(script)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS,) * 2),
        check=False,
    )
    assert done.returncode == 0


def test_text_that_takes_too_long_is_told_to_its_author() -> None:
    """Whatever it is that takes so long, a regular expression included."""
    with pytest.raises(NotebookRejected, match=r"more than 0\.2 s"), within(0.2):
        re.match(r"(a+)+b", "a" * 60)


def test_budget_ends_with_its_work() -> None:
    """Nothing is stopped later."""
    with within(0.05):
        pass
    assert sum(range(10**7)) > 0
