"""Moodle, Assignment → Submissions → Download all submissions.

Each student has a folder `Ada Lovelace_1234_assignsubmission_file`, with a `_` behind it in older
versions; without folders this stands before the name of each file. The number is the participant's
in this one assignment, as in the column Identifier of the grading worksheet.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from autograder.collect.downloads import Entry
from autograder.collect.uploads import Sender, Sorted, Sorting, Upload

FOLDER = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<rest>.*)")


def sort_moodle(entries: Iterable[Entry]) -> Sorted:
    """Sort the files of a download by the folders, or beginnings of names, that Moodle makes."""
    sorting = Sorting()
    for entry in entries:
        found = _found(entry.path)
        if entry.refused:
            sorting.stray(entry, entry.refused)
        elif found is None:
            expected = "Name_1234_assignsubmission_file"
            sorting.stray(entry, f"no folder of Moodle's; expected {expected!r} in its path")
        elif found[0]["kind"] != "file":
            sorting.stray(entry, "was typed into Moodle, and is no file that was handed in")
        else:
            match, path = found
            sender = Sender(match["name"], match["number"], participant=True)
            sorting.uploads.append(Upload(sender, entry, path))
    return sorting.done


def _found(path: PurePosixPath) -> tuple[re.Match[str], PurePosixPath] | None:
    """Return what names the student, and the path of the file behind it."""
    for place, part in enumerate(path.parts):
        if match := FOLDER.fullmatch(part):
            behind = PurePosixPath(match["rest"], *path.parts[place + 1 :])
            return (match, behind) if behind.name else None
    return None
