"""Nothing is overwritten, nothing leads out, and nothing is taken that is too large."""

import stat
import zipfile
from pathlib import Path

from collect.downloads import collect, submitted, unpacked, zipped

FIRST = {"ada/1_first.ipynb": "first", "0042/1_first.ipynb": "other"}
SECOND = {"ada/1_first.ipynb": "second", "0042/1_first.ipynb": "other"}
ADA, OTHER = "ada/week5/1_first.ipynb", "0042/week5/1_first.ipynb"


def test_dry_run_writes_nothing(classroom: Path, tmp_path: Path) -> None:
    """It says what it would do."""
    result = collect(classroom, unpacked(tmp_path / "a", FIRST), "plain", "--dry-run")
    assert result.exit_code == 0
    assert "2 new" in result.output
    assert "nothing was written" in result.output
    assert not (classroom / "submitted").exists()


def test_what_was_collected_before_stays(classroom: Path, tmp_path: Path) -> None:
    """The same once more is no change; another version waits for --replace, and the old is kept."""
    collect(classroom, unpacked(tmp_path / "a", FIRST), "plain")
    assert "2 as before" in collect(classroom, tmp_path / "a", "plain").output
    (classroom / "submitted/ada/week5/timestamp.txt").write_text("2030-01-01 00:00:00 UTC")
    assert "2 as before" in collect(classroom, tmp_path / "a", "plain").output
    kept = collect(classroom, unpacked(tmp_path / "b", SECOND), "plain")
    assert kept.exit_code == 1
    assert "ada: left as they were" in kept.output
    assert submitted(classroom)[ADA] == "first"
    replaced = collect(classroom, tmp_path / "b", "plain", "--replace")
    assert replaced.exit_code == 0
    assert "1 as before, 1 replaced" in replaced.output
    files = submitted(classroom)
    assert (files.pop(ADA), files.pop(OTHER)) == ("second", "other")
    assert sorted(files.values()) == ["2030-01-01 00:00:00 UTC", "first"]
    assert all(name.startswith(".replaced/ada/week5-") for name in files)


def test_archive_that_leads_out(classroom: Path, tmp_path: Path) -> None:
    """Paths that lead out, links and what has a password are named and never written."""
    download = zipped(tmp_path / "download.zip", {"../../ada/x.ipynb": "", "/ada/y.ipynb": ""})
    with zipfile.ZipFile(download, "a") as archive:
        link = zipfile.ZipInfo("ada/link.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    result = collect(classroom, download, "plain")
    assert result.exit_code == 1
    assert result.output.count("leads out") == 2
    assert "link.ipynb: is a link" in result.output
    assert submitted(classroom) == {}


def test_link_in_a_folder(classroom: Path, tmp_path: Path) -> None:
    """Whoever unpacked an archive may have links in the folder; and none is written through."""
    download = unpacked(tmp_path / "a", FIRST)
    (download / "ada" / "more.ipynb").symlink_to("/etc/passwd")
    (classroom / "submitted").mkdir()
    (classroom / "submitted" / "0042").symlink_to(tmp_path)
    result = collect(classroom, download, "plain")
    assert "more.ipynb: is a link" in result.output
    assert "0042: left as they were" in result.output
    assert not (tmp_path / "week5").exists()


def test_large_files(classroom: Path, tmp_path: Path) -> None:
    """What unpacks to more than a submission may have is named; the other files are taken."""
    with (classroom / "nbgrader_config.py").open("a") as configuration:
        configuration.write("\nc.Limits.notebook_bytes = 2_000_000\n")
    files = {"ada/bomb.ipynb": " " * 3_000_000, "ada/1_first.ipynb": "of ada"}
    download = tmp_path / "download.zip"
    with zipfile.ZipFile(download, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    result = collect(classroom, download, "plain")
    assert "bomb.ipynb: holds more than 2 MB" in result.output
    assert submitted(classroom) == {ADA: "of ada"}


def test_names_that_no_disk_takes(classroom: Path, tmp_path: Path) -> None:
    """One student's name of a file costs nobody else's submission, and leaves no half of theirs."""
    files = {f"ada/{'x' * 300}.ipynb": "", "ada/1_first.ipynb": "", "0042/1_first.ipynb": "other"}
    result = collect(classroom, zipped(tmp_path / "download.zip", files), "plain")
    assert result.exit_code == 1
    assert "ada/week5: cannot be written: File name too long" in result.output
    assert submitted(classroom) == {OTHER: "other"}


def test_unknown_assignment(classroom: Path, tmp_path: Path) -> None:
    """A name that is mistyped makes no folders."""
    download = unpacked(tmp_path / "a", FIRST)
    result = collect(classroom, download, "plain", "--assignment", "week6")
    assert result.exit_code == 1
    assert "no assignment 'week6'; there are: week5" in result.output
    assert submitted(classroom) == {}


def test_no_download(classroom: Path, tmp_path: Path) -> None:
    """Another file than a zip archive is told as what it is not."""
    (tmp_path / "grades.csv").write_text("a, b")
    result = collect(classroom, tmp_path / "grades.csv", "canvas")
    assert result.exit_code == 1
    assert "grades.csv: expected a folder or a zip archive" in result.output
    assert "Traceback" not in result.output
