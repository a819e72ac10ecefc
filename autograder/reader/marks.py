"""What a file is by its first bytes."""

from autograder.reader.refusal import SAVE, Rejected

ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"
OPENED = (ZIP, GZIP, b"BZh", b"\xfd7zXZ\x00")
TAR_MARK = slice(257, 262)
CLOSED = {b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"%PDF": "a PDF document"}


def is_archive(data: bytes) -> bool:
    """Whether a file is an archive; raise Rejected for one that is never opened."""
    for mark, kind in CLOSED.items():
        if data.startswith(mark):
            raise Rejected(f"is {kind}, not a notebook; {SAVE}")
    return data.startswith(OPENED) or data[TAR_MARK] == b"ustar"
