"""Each kind of mishap that is known has a file."""

import re

from mishaps.reading import read_mishaps

KNOWN = {
    "A.1": """
        nothing odd, words before the name, a copy beside the release, capitals, another ending,
        another name of the folder, a folder too deep, a level too high, an archive in the folder,
        an archive instead of the folder, an archive by the notebook's name, several that differ,
        nothing that can be graded, another format by its name, a checkpoint alone,
        a folder by the notebook's name
        """,
    "A.2": """
        UTF-16, Windows-1252, line ends, a web page, cut off, a merge conflict in outputs,
        a merge conflict in a cell, bytes behind the end, a large literal
        """,
    "A.3": "pictures",
    "B.4": "an answer in a cell below, a photograph of the answer",
    "B.5": "a stub below the solution, own cells instead of those given",
    "B.7": "imports in a given cell",
    "B.9": "Colab, %run of another notebook, Jupyter\\, breakpoint and no Colab",
}


def test_every_known_kind_has_a_file() -> None:
    """And each file is of a kind that is listed."""
    listed = {
        f"{number}, {kind.strip()}".replace("\\,", ",")
        for number, kinds in KNOWN.items()
        for kind in re.split(r"(?<!\\),", " ".join(kinds.split()))
    }
    assert {mishap.kind for mishap in read_mishaps()} == listed
