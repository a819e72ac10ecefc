"""The small course with solutions that its graders accept and reject."""

from pathlib import Path
from textwrap import dedent

import pytest
from tiny_course import ASSIGNMENT

SOLUTIONS = {
    "double/wheat_sum.py": """\
        \"\"\"Wheat: adds the number to itself.

        notebook: 1_double
        \"\"\"
        # %% double
        def double(x):
            return x + x
        """,
    "double/chaff_six.py": """\
        \"\"\"Chaff: right by luck for 3 and -1 only.

        notebook: 1_double
        loses: double.drawn
        mistake: 2
        \"\"\"
        # %% double
        def double(x):
            return 2 * x if x < 10 else 6
        """,
    "double/chaff_sign_lost.py": """\
        \"\"\"Chaff: the sign is lost.

        notebook: 1_double
        loses: double.negative
        mistake: -
        \"\"\"
        # %% double
        def double(x):
            return abs(2 * x)
        """,
    "double/chaff_wrong_at_three.py": """\
        \"\"\"Chaff: wrong for 3, so that negative numbers are not asked any more.

        notebook: 1_double
        loses: double.small, double.negative
        mistake: 1, 2
        \"\"\"
        # %% double
        def double(x):
            return 9 if x == 3 else 2 * x
        """,
}
MARKED = {
    'instead of doubled")': 'instead of doubled", mistakes=(1, 2))',
    "weight=1)\ndef test_drawn": 'hint="try other numbers", mistakes=[2])\ndef test_drawn',
}
MISTAKES = """\
# Mistakes

1. The number is squared
   instead of doubled.
2. Tried with one number only.
"""


@pytest.fixture
def proven(course: Path) -> Path:
    """A course whose graders verify has nothing to say against."""
    graders = course / "tests" / "graders" / ASSIGNMENT / "test_1_double.py"
    text = graders.read_text()
    for old, new in MARKED.items():
        assert old in text
        text = text.replace(old, new)
    graders.write_text(text)
    folder = course / "solutions" / ASSIGNMENT
    for name, source in SOLUTIONS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source))
    (folder / "mistakes.md").write_text(MISTAKES)
    return course
