"""The one notebook in a file, for tests that hand in no more."""

from pathlib import Path

from autograder.errors import NotebookRejected
from autograder.intake.reading import Document, read_documents
from autograder.limits import Limits


def read_notebook(path: Path, limits: Limits) -> Document:
    """Return the one notebook in a file; raise NotebookRejected with the reason."""
    found = read_documents(path, limits)
    read = [document for document in found if not document.reason]
    if len(found) != 1 or not read:
        reasons = "; ".join(each.reason for each in found) or "holds no notebook"
        raise NotebookRejected(f"{path.name}: {reasons}")
    return read[0]
