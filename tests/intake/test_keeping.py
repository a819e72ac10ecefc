"""Submissions are copied out of a folder in which their authors may still do what they like."""

from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from autograder.folders import contents
from autograder.intake.keeping import copy_plain

HIDDEN = "expected values"
FILES = 40
TRIES = 60
ROOM = 10_000


def test_folder_swapped_for_a_link_gives_nothing_away(tmp_path: Path) -> None:
    """A student swaps it, again and again, while it is copied."""
    source, hidden = tmp_path / "ada+week5", tmp_path / "course"
    for folder, text in ((source / "data", "mine"), (hidden, HIDDEN)):
        folder.mkdir(parents=True)
        for number in range(FILES):
            (folder / f"{number}.txt").write_text(text)
    enough = Event()
    student = Thread(target=_swap, args=(source / "data", hidden, enough))
    student.start()
    try:
        for number in range(TRIES):
            (aside := tmp_path / f"aside-{number}").mkdir()
            with suppress(OSError):
                copy_plain(contents(source), source, aside, ROOM)
    finally:
        enough.set()
        student.join()
    copied = {path.read_text() for path in tmp_path.glob("aside-*/data/*.txt")}
    assert copied == {"mine"}


def test_what_does_not_fit_is_told_and_notebooks_go_first(tmp_path: Path) -> None:
    """Nothing is left out without a word."""
    source, target = tmp_path / "ada+week5", tmp_path / "kept"
    source.mkdir()
    for name, size in {"a.csv": ROOM, "b.ipynb": 100, "c.txt": 100}.items():
        (source / name).write_bytes(b"x" * size)
    (reason,) = copy_plain(contents(source), source, target, ROOM)
    assert reason.startswith("a.csv")
    assert {path.name for path in target.iterdir()} == {"b.ipynb", "c.txt"}


def _swap(folder: Path, target: Path, enough: Event) -> None:
    away, link = folder.with_name("away"), folder.with_name("link")
    link.symlink_to(target)
    while not enough.is_set():
        folder.rename(away)
        link.rename(folder)
        enough.wait(0.001)
        folder.rename(link)
        away.rename(folder)
        enough.wait(0.001)
