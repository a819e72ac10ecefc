"""Canvas, Assignment → Download Submissions.

All files lie side by side: `lovelaceada_LATE_101_5001_1_line-2.ipynb` is last and first name, LATE
where it is, the number of the student, the number of the file, and its name. A file that is handed
in once more under its name gets `-1`, `-2`, … behind it. Anonymous ones begin with `anon_`.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from autograder.collect.downloads import Entry
from autograder.collect.uploads import Sender, Sorted, Sorting, Upload

FILE = re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<file>\d+)_(?P<rest>.+)")
TYPED = re.compile(r".+_\d+_(text|link)\.html")
ANONYMOUS = "anon_"


def sort_canvas(entries: Iterable[Entry]) -> Sorted:
    """Sort the files of a download by the names that Canvas gives them."""
    sorting = Sorting()
    for entry in entries:
        if why := entry.refused or _why_not(entry.name):
            sorting.stray(entry, why)
        elif match := FILE.fullmatch(entry.name):
            sender = Sender(match["name"], match["user"])
            late, order = bool(match["late"]), int(match["file"])
            path = PurePosixPath(match["rest"])
            sorting.uploads.append(Upload(sender, entry, path, order, late))
    return sorting.done


def _why_not(name: str) -> str:
    if name.startswith(ANONYMOUS):
        return "is anonymous; show the names in Canvas, and download the submissions again"
    if TYPED.fullmatch(name):
        return "was typed into Canvas, and is no file that was handed in"
    if FILE.fullmatch(name) is None:
        return "is not named as by Canvas; expected 'lastfirst_101_5001_name.ipynb'"
    return ""
