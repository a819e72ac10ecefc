"""Documents for maintainers name what there is."""

import re

from tiny_course import PROJECT

DESIGN = (PROJECT / "docs" / "design.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FOLDERS = ("", "autograder", "benchmarks", "docs")
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
