"""Archives are looked into under limits, and nothing in them leads out."""

import io
import json
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from autograder.errors import NotebookRejected
from autograder.intake.reading import read_documents
from autograder.limits import Limits

NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}]}).encode()


def zipped(entries: dict[str, bytes], link: str = "", **options: int) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, "/etc/passwd")
    return file.getvalue()


def tarred(entries: dict[str, bytes], mode: str = "w:gz", link: str = "") -> bytes:
    """Return a tar archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        if link:
            entry = tarfile.TarInfo(link)
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(entry)
    return file.getvalue()


def read(folder: Path, data: bytes, limits: Limits | None = None) -> dict[str, str]:
    """Return the reason for each notebook found in an archive, empty where it was read."""
    path = folder / "work.zip"
    path.write_bytes(data)
    found = read_documents(path, limits or Limits())
    return {document.inside: document.reason for document in found}


INSIDE = {"week5/a.ipynb": NOTEBOOK, "data.csv": b"1", "__MACOSX/._a.ipynb": b"x"}


@pytest.mark.parametrize("data", [zipped(INSIDE), tarred(INSIDE), tarred(INSIDE, "w:xz")])
def test_notebooks_in_an_archive_are_found(data: bytes, tmp_path: Path) -> None:
    """By their path in it; what the system adds is none."""
    assert read(tmp_path, data) == {"week5/a.ipynb": ""}


def test_archive_in_an_archive_is_opened_and_none_in_that(tmp_path: Path) -> None:
    """Two levels happen; more do not."""
    once = zipped({"a.ipynb": NOTEBOOK})
    assert read(tmp_path, zipped({"b.zip": once})) == {"b.zip/a.ipynb": ""}
    (reason,) = read(tmp_path, zipped({"c.zip": zipped({"b.zip": once})})).values()
    assert "an archive in an archive" in reason


@pytest.mark.parametrize("name", ["../a.ipynb", "/var/a.ipynb", "x/../../a.ipynb", "C:\\a.ipynb"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_paths_that_lead_out_are_refused(pack: object, name: str, tmp_path: Path) -> None:
    """They are named, and nothing is read by them."""
    assert callable(pack)
    (reason,) = read(tmp_path, pack({name: NOTEBOOK})).values()
    assert "leads out of its archive" in reason


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_links_are_refused(pack: object, tmp_path: Path) -> None:
    """A link would hand in what somebody else has written."""
    assert callable(pack)
    (reason,) = read(tmp_path, pack({}, link="a.ipynb")).values()
    assert "is a link" in reason


def test_encrypted_archive_is_told_as_that(tmp_path: Path) -> None:
    """The flag of encryption is set in both places that have it."""
    data = bytearray(zipped({"a.ipynb": NOTEBOOK}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (reason,) = read(tmp_path, bytes(data)).values()
    assert "is encrypted" in reason


def test_bomb_costs_itself(tmp_path: Path) -> None:
    """What swells beyond the limit is refused, in one file or over many."""
    limits = Limits(notebook_bytes=4_000_000)
    for entries in (
        {"a.ipynb": bytes(5_000_000)},
        {f"{n}.ipynb": bytes(999_999) for n in range(6)},
    ):
        reasons = read(tmp_path, zipped(entries), limits)
        assert any("too much to be unpacked" in reason for reason in reasons.values())


def test_many_files_and_many_notebooks_are_refused(tmp_path: Path) -> None:
    """Neither thousands of entries nor dozens of notebooks are gone through."""
    many = read(tmp_path, zipped({f"{n}.txt": b"" for n in range(2001)}))
    assert any("more than 2,000 files" in reason for reason in many.values())
    many = read(tmp_path, zipped({f"{n}.ipynb": NOTEBOOK for n in range(13)}))
    assert any("more than 12 notebooks" in reason for reason in many.values())


def test_many_large_notebooks_are_answered_within_bounds(tmp_path: Path) -> None:
    """What is sent to the grader is bounded, whatever an archive holds."""
    limits = Limits(text_bytes=1000, code_bytes=1000, picture_bytes=1000)
    large = json.dumps({"cells": [{"cell_type": "markdown", "source": "x" * 900}]}).encode()
    reasons = read(tmp_path, zipped({f"{n}.ipynb": large for n in range(9)}), limits)
    assert [bool(reason) for reason in reasons.values()] == [False] * 5 + [True] * 4
    assert "too much comes before it" in reasons["8.ipynb"]


def test_archive_without_a_notebook_is_told_as_that(tmp_path: Path) -> None:
    """So is what only begins like one."""
    assert read(tmp_path, zipped({"a.txt": b""})) == {"": "is an archive without a notebook in it"}


def test_nested_bomb_meets_the_limit_of_time(tmp_path: Path) -> None:
    """Archives by the thousand, each as large as may be, end with the processor's time."""
    inner = zipped({"a.txt": bytes(3_000_000)})
    data = zipped({f"{n}.zip": inner for n in range(1500)})
    try:
        reasons = read(tmp_path, data, Limits(reading_seconds=2))
    except NotebookRejected as error:
        assert "takes more than" in str(error)
    else:
        assert all(reasons.values())
