"""What is found in a folder that was handed in."""

from pathlib import Path

from autograder.folders import DEEPEST, contents, entries


def test_files_come_in_order_and_links_are_not_followed(tmp_path: Path) -> None:
    """Everything but folders, with what is excluded left out wherever it lies."""
    for name in ("b/two.csv", "a.csv", "b/__pycache__/x.pyc", "c.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "round").symlink_to(tmp_path)
    found = [path.relative_to(tmp_path).as_posix() for path in contents(tmp_path, ["__py*"])]
    assert found == ["a.csv", "b/two.csv", "c.pyc", "round"]


def test_folders_deep_in_each_other_are_not_opened(tmp_path: Path) -> None:
    """The folder too deep below is named, and not what lies in it."""
    deep = tmp_path.joinpath(*["a"] * (DEEPEST + 5))
    deep.mkdir(parents=True)
    (deep / "hidden").write_text("")
    assert list(contents(tmp_path)) == [tmp_path.joinpath(*["a"] * (DEEPEST + 1))]


def test_folder_that_goes_while_it_is_looked_for_holds_nothing(tmp_path: Path) -> None:
    """Somebody may be writing or tidying up there."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("")
    found = contents(tmp_path)
    assert next(found) == tmp_path / "a" / "file"
    (tmp_path / "b" / "file").unlink()
    (tmp_path / "b").rmdir()
    assert entries(tmp_path / "b") == []
    assert [path.name for path in found] == ["b", "file"]


def test_folder_that_is_a_link_itself_is_looked_into(tmp_path: Path) -> None:
    """An instructor may keep submissions elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "data.csv").write_text("")
    (tmp_path / "ada").symlink_to(tmp_path / "elsewhere")
    assert list(contents(tmp_path / "ada")) == [tmp_path / "ada" / "data.csv"]
