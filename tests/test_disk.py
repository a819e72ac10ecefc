"""Files are written whole or not at all, lines appended one by one, locks held by one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.disk import append_line, try_lock, write_whole

HOLDS = """
import sys, time
from pathlib import Path
from autograder.disk import try_lock
with try_lock(Path(sys.argv[1]), "the other"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    """What cannot be written leaves the former content and nothing lying about."""
    path = tmp_path / "file.json"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_torn_line_stays_by_itself(tmp_path: Path) -> None:
    """After a line that a crash cut short the next one begins anew, and none is lost."""
    path = tmp_path / "log"
    append_line(path, "one")
    with path.open("a") as file:
        file.write("tor")
    append_line(path, "two")
    assert path.read_text() == "one\ntor\ntwo\n"


def test_lock_names_its_holder_and_ends_with_it(tmp_path: Path) -> None:
    """A second holder is told who has the lock; after kill -9 of that one it is free."""
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BlockingIOError, match="the other"), try_lock(path, "this"):
            pass
        other.send_signal(signal.SIGKILL)
    with try_lock(path, "this"):
        assert path.read_text() == "this"
    assert path.read_text() == ""


SCRATCH = """
import sys, time
from autograder.disk import scratch_folder
print(scratch_folder("graders-"), flush=True)
sys.stdin.read()
"""


def test_scratch_folder_goes_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed process has left goes when the next begins; what another one uses stays."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    begin = [sys.executable, "-c", SCRATCH]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    folders = []
    with subprocess.Popen(begin, **pipes) as killed, subprocess.Popen(begin, **pipes) as living:
        for process in (killed, living):
            assert process.stdout
            folders.append(Path(process.stdout.readline().strip()))
        assert all(folder.is_dir() for folder in folders)
        killed.kill()
        killed.wait()
        assert folders[0].is_dir()
        with subprocess.Popen(begin, **pipes) as third:
            assert third.stdout
            folders.append(Path(third.stdout.readline().strip()))
            assert [folder.is_dir() for folder in folders] == [False, True, True]
            third.communicate("")
        living.communicate("")
    assert list(tmp_path.iterdir()) == []
