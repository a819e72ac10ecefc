"""A package that a class imports and that is missing here is told before anybody is scored."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from tiny_course import ASSIGNMENT, answered, hand_in

from autograder.cli import main
from autograder.intake.packages import imports, missing_packages

RIGHT = "def double(x):\n    return 2 * x\n"
ABSENT = "import absent_package"
PLENTY = 1 << 20


def hand_in_imports(course: Path, **lines: str) -> list[Path]:
    """Hand in a right answer with a line before it, for each student; return their folders."""
    answers = {name: answered(course, f"{line}\n\n\n{RIGHT}") for name, line in lines.items()}
    return [hand_in(course, name, answer).parent for name, answer in answers.items()]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (rb'"import torch\n",', {"torch"}),
        (rb'"import torch.nn as nn, jax"', {"torch", "jax"}),
        (rb'"x = 1\n    from torch.nn import Linear\n"', {"torch"}),
        (rb'"from .given import x\n"', set()),
        (rb'"# import torch\n"', set()),
        (rb'"We import tensors by hand\n"', set()),
    ],
)
def test_8_imports_are_read_off_the_bytes(line: bytes, names: set[str]) -> None:
    """Each form of the statement counts, words in a text do not."""
    assert imports(line) == names


def test_8_only_what_nobody_has_is_missing(course: Path) -> None:
    """What is installed, was released or lies beside the notebook is there."""
    known = "import numpy, given, mine, os"
    folders = hand_in_imports(course, ada=known, bob=ABSENT, eve=f"{ABSENT}.sub as a")
    (folders[0] / "mine.py").touch()
    assert missing_packages(folders, ["given.py"], PLENTY) == {"absent_package": 2}


def test_8_missing_package_is_told_once(course: Path) -> None:
    """One line with the name and how many import it; everybody is graded all the same."""
    hand_in_imports(course, ada=ABSENT, bob=f"{ABSENT} as a", eve="import rare_package", joe="")
    arguments = ["grade", ASSIGNMENT, "--course", str(course), "--jobs", "1"]
    result = CliRunner().invoke(main, arguments, terminal_width=200)
    assert result.exit_code == 0, result.output
    words = " ".join(result.output.split())
    assert words.count("2 of 4 submissions import absent_package, which is not installed") == 1
    assert "rare_package, which" not in words


def test_8_packages_of_a_course_on_data_are_there() -> None:
    """What students of such a course import beside the course's own is part of the environment."""
    assert all(find_spec(name) for name in ("pandas", "seaborn", "tqdm"))


def test_8_file_in_the_place_of_the_folder_has_no_imports(tmp_path: Path) -> None:
    """An archive that bears the assignment's name stops nobody."""
    archive = tmp_path / ASSIGNMENT
    archive.write_bytes(b"PK")
    assert not missing_packages([archive], (), PLENTY)
