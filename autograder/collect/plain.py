"""One folder, or one file, for each student, called by their id, e-mail or name."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from autograder.collect.downloads import Entry
from autograder.collect.uploads import Sender, Sorted, Sorting, Upload


def sort_plain(entries: Iterable[Entry]) -> Sorted:
    """Sort the files of a folder by the first part of their paths.

    A folder in which all students' folders lie, as archives often have it, is none of a student's.
    """
    every = list(entries)
    sorting, depth = Sorting(), 1 if _in_one_folder(every) else 0
    for entry in every:
        first, *rest = entry.path.parts[depth:]
        if why := entry.refused or ("is hidden" if first.startswith(".") else ""):
            sorting.stray(entry, why)
            continue
        name = first if rest else entry.path.stem
        path = PurePosixPath(*rest) if rest else PurePosixPath(first)
        sorting.uploads.append(Upload(Sender(name, id=name, email=name), entry, path))
    return sorting.done


def _in_one_folder(entries: Sequence[Entry]) -> bool:
    parts = [entry.path.parts for entry in entries]
    if not all(len(each) > 2 for each in parts):
        return False
    return len({each[0] for each in parts}) == 1 and len({each[1] for each in parts}) > 1
