"""Gradescope, Review Grades → Export Submissions.

`submission_metadata.yml` says of each folder `submission_1234` who has handed it in, and when. Only
the submission that counts is in the download.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograder.collect.downloads import Entry
from autograder.collect.uploads import Sender, Sorted, Sorting, Upload
from autograder.errors import CourseError, NotebookRejected

METADATA = "submission_metadata.yml"
MOST_BYTES = 64 << 20
Submission = Mapping[str, Any]


def sort_gradescope(entries: Iterable[Entry]) -> Sorted:
    """Sort the files of a download by its metadata; CourseError where there is none."""
    every = list(entries)
    metadata = _metadata(every)
    submissions, base, sorting = _read(metadata), metadata.path.parent, Sorting()
    for entry in every:
        inside = entry.path.is_relative_to(base) and entry.path.relative_to(base).parts
        submission = submissions.get(inside[0]) if inside else None
        if entry.refused:
            sorting.stray(entry, entry.refused)
        elif inside and isinstance(submission, Mapping):
            path = PurePosixPath(*(inside[1:] or inside))
            sorting.uploads += _uploads(entry, path, submission)
        elif entry is not metadata:
            sorting.stray(entry, f"no submission that {METADATA} names")
    return sorting.done


def _metadata(entries: Sequence[Entry]) -> Entry:
    found = [entry for entry in entries if entry.name == METADATA and not entry.refused]
    if not found:
        raise CourseError(f"expected {METADATA} in Gradescope's export, and there is none")
    return min(found, key=lambda entry: len(entry.path.parts))


def _read(metadata: Entry) -> Submission:
    try:
        found = yaml.safe_load(metadata.read(MOST_BYTES))
    except (yaml.YAMLError, NotebookRejected) as error:
        raise CourseError(f"{metadata.path}: cannot be read: {error}") from error
    if not isinstance(found, Mapping):
        raise CourseError(f"{metadata.path}: expected one entry for each submission")
    return found


def _uploads(entry: Entry, path: PurePosixPath, submission: Submission) -> Iterator[Upload]:
    """Yield the file once for each of those who have handed it in together."""
    time = submission.get(":created_at")
    aware = time.astimezone(UTC) if isinstance(time, datetime) and time.tzinfo else None
    for one in submission.get(":submitters") or ():
        name, sid, email = (str(one.get(key) or "") for key in (":name", ":sid", ":email"))
        yield Upload(Sender(name, id=sid, email=email), entry, path, time=aware)
