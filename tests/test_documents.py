"""Documents for maintainers name what there is."""

import ast
import re

from tiny_course import PROJECT

DESIGN = (PROJECT / "docs" / "design.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FOLDERS = ("", "autograder", "benchmarks", "docs")
# A step of the way from the command to the score: its file, and what in it does the work.
STEP = re.compile(r"^(\d+)\. `([\w/]+\.py)` \(([^)]+)\)", re.MULTILINE)
MOST_STEPS = 20
PATH = re.compile(r"`([\w./]+(?:/|\.py|\.md|\.toml))`")


def test_paths_of_the_documents_exist() -> None:
    """A file that moves is moved in the documents too."""
    named = {*PATH.findall(DESIGN), *PATH.findall(CONTRIBUTING)}
    missing = [
        name for name in named if not any((PROJECT / each / name).exists() for each in FOLDERS)
    ]
    assert len(named) > 50
    assert not missing


def test_map_names_every_part_of_the_package() -> None:
    """Nobody has to guess what a folder is for."""
    (table,) = re.findall(r"^## Where things lie\n(.*?)^## ", DESIGN, re.DOTALL | re.MULTILINE)
    named = {name.split("/")[0] for name in re.findall(r"`([\w./]+)`", table)}
    parts = {
        path.name
        for path in (PROJECT / "autograder").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert parts - named == {"__init__.py"}


def test_way_of_a_submission_is_short_and_leads_through_what_there_is() -> None:
    """Each step is numbered, lies in a file of its own, and names what is defined there."""
    steps = STEP.findall(DESIGN)
    assert [int(number) for number, _, _ in steps] == [*range(1, len(steps) + 1)]
    assert len({file for _, file, _ in steps}) == len(steps) <= MOST_STEPS
    for _, file, named in steps:
        tree = ast.parse((PROJECT / "autograder" / file).read_text(encoding="utf-8"))
        kinds = ast.ClassDef | ast.FunctionDef
        defined = {node.name for node in tree.body if isinstance(node, kinds)}
        assert set(re.findall(r"`(\w+)`", named)) <= defined, file
