"""`autograder watch` on the small course: what arrives is graded once, whatever happens."""

import json
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which
from threading import Event, Thread

import nbformat
import pytest
from click.testing import CliRunner, Result
from crash.commands import COMMAND
from nbgrader.utils import notebook_hash
from tiny_course import ASSIGNMENT, NOTEBOOK, PROJECT, answered, hand_in

from autograder.cli import main
from autograder.cli.batch import hold
from autograder.course import Course
from autograder.gradebook.gradebook import NbgraderCourse
from autograder.history.log import read_history
from autograder.store import RecordStore

RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"
SLOW = "import time\ndef double(x):\n    time.sleep(0.2)\n    return x + x\n"
DOCUMENT = (PROJECT / "docs" / "watch.md").read_text(encoding="utf-8")
DEADLINE = 400.0
WAITS = "waits for tomorrow; graded attempts a day: 1"


def once(course: Path, *options: str) -> Result:
    """Grade what is there."""
    words = ["watch", ASSIGNMENT, "--once", "--jobs", "1", "--course", str(course), *options]
    return CliRunner().invoke(main, words)


def gradings(course: Path) -> dict[str, int]:
    """Return how many lines the log of each student has."""
    logs = (course / "records" / ASSIGNMENT / "history").glob("*.jsonl")
    return {path.stem: len(read_history(path).entries) for path in logs}


def page(course: Path, student: str) -> Path:
    """Return where a student's feedback lies."""
    return course / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"


def test_what_arrives_is_graded_once_with_feedback(course: Path) -> None:
    """A line and a page for each, the broken one too; only what is new is looked at again."""
    hand_in(course, "ada", answered(course, RIGHT))
    hand_in(course, "bob", "{")
    result = once(course)
    assert result.exit_code == 0, result.output
    # What cannot be run is done with while others are graded.
    ada, bob = sorted(result.output.splitlines(), key=lambda line: line.split()[1])
    assert "ada: 4 / 5; " in ada and ada.endswith("; feedback written")
    assert "bob: 0 / 5; " in bob and "not valid JSON" in bob
    assert page(course, "ada").exists() and page(course, "bob").exists()
    hand_in(course, "bob", answered(course, WRONG))
    again = once(course)
    (line,) = again.output.splitlines()
    assert "bob: 0 / 5; " in line
    assert gradings(course) == {"ada": 1, "bob": 2}
    assert once(course).output == ""


def test_file_that_is_being_written_waits(course: Path) -> None:
    """A half copied notebook gets no zero; when it is whole it is graded, once."""
    text, stop = nbformat.writes(answered(course, RIGHT)), Event()
    path = hand_in(course, "ada", text[: len(text) // 2])

    def write() -> None:
        while not stop.wait(0.1):
            with path.open("a") as file:
                file.write(" ")

    writer = Thread(target=write)
    writer.start()
    try:
        result = once(course)
    finally:
        stop.set()
        writer.join()
    assert result.exit_code == 0
    assert "ada: is still being written, and waits" in result.output
    assert gradings(course) == {}
    path.write_text(text)
    assert "ada: 4 / 5" in once(course).output
    assert gradings(course) == {"ada": 1}


def test_what_was_graded_before_is_not_graded_again(course: Path) -> None:
    """`autograder grade` was there first: only the feedback is missing."""
    hand_in(course, "ada", answered(course, RIGHT))
    graded = ["grade", ASSIGNMENT, "--jobs", "1", "--course", str(course)]
    assert CliRunner().invoke(main, graded).exit_code == 0
    assert "ada: 4 / 5; " in once(course).output
    assert page(course, "ada").exists()
    assert gradings(course) == {"ada": 1}


def test_busy_course_is_left_alone(course: Path) -> None:
    """While another command grades, nothing is graded; the message names the other."""
    hand_in(course, "ada", answered(course, RIGHT))
    with hold(Course(course), ASSIGNMENT):
        result = once(course)
    assert result.exit_code == 1
    assert "is being graded by process" in result.output
    assert gradings(course) == {}


def set_policy(course: Path, **said: object) -> None:
    """Have the course's configuration say what holds for the assignment."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Policy.{ASSIGNMENT} = {said}\n")


def set_due(course: Path, hours: int) -> None:
    """Set nbgrader's due date so many hours from now."""
    opened = NbgraderCourse.open(course)
    with opened.gradebook() as gradebook:
        due = datetime.now(UTC) + timedelta(hours=hours)
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due.replace(tzinfo=None))


def test_one_attempt_a_day(course: Path) -> None:
    """The second waits for the next day; what was begun is ended, and counts once."""
    set_policy(course, attempts_a_day=1)
    hand_in(course, "ada", answered(course, WRONG))
    assert "ada: 0 / 5" in once(course).output
    store = RecordStore(course / "records" / ASSIGNMENT)
    (store.folder / "watched" / "ada").unlink()  # as if it had been killed before
    assert "ada: 0 / 5" in once(course).output
    hand_in(course, "ada", answered(course, RIGHT))
    assert f"ada: {WAITS}" in once(course).output
    assert gradings(course) == {"ada": 1}
    (attempt,) = store.attempts("ada")
    log = store.folder / "attempts" / "ada"
    yesterday = attempt.time - timedelta(days=1)
    log.write_text(f"torn\n{json.dumps({'time': yesterday.isoformat(), 'seen': attempt.seen})}\n")
    assert "ada: 4 / 5" in once(course).output
    assert len(store.attempts("ada")) == 2


def test_page_is_written_anew_when_the_deadline_is_over(course: Path) -> None:
    """What was left out is shown then; nothing is graded again.

    So it is for what was graded of somebody whose newest attempt waits for the next day.
    """
    set_policy(course, before_deadline="none", attempts_a_day=1)
    hand_in(course, "ada", answered(course, WRONG))
    refused = once(course)
    assert refused.exit_code == 1 and "set the due date in the formgrader" in refused.output
    set_due(course, hours=1)
    assert once(course).exit_code == 0
    assert "squared" not in page(course, "ada").read_text()
    assert once(course).output == ""
    set_due(course, hours=-1)
    assert "ada: 0 / 5" in once(course).output
    assert "squared" in page(course, "ada").read_text()
    set_due(course, hours=1)
    hand_in(course, "ada", answered(course, RIGHT))
    said = once(course).output.splitlines()
    assert [line.partition("ada: ")[2] for line in said] == [WAITS, "feedback written"]
    assert "squared" not in page(course, "ada").read_text()
    set_due(course, hours=-1)
    assert "ada: feedback written" in once(course).output
    assert "squared" in page(course, "ada").read_text()
    assert once(course).output.splitlines()[0].endswith(WAITS)
    assert gradings(course) == {"ada": 1}
    assert len(RecordStore(course / "records" / ASSIGNMENT).attempts("ada")) == 1


def test_page_that_cannot_be_written_anew_is_told_once(course: Path, tmp_path: Path) -> None:
    """So is the attempt that waits beside it; the page is written as soon as it can be."""
    set_policy(course, before_deadline="none", attempts_a_day=1)
    set_due(course, hours=1)
    hand_in(course, "ada", answered(course, WRONG))
    assert once(course).exit_code == 0
    hand_in(course, "ada", answered(course, RIGHT))
    set_due(course, hours=-1)
    pages = course / "feedback"
    shutil.rmtree(pages)
    pages.write_text("in the way")
    log = tmp_path / "watch.log"
    with watching(course, log):
        wait_until(lambda: "no feedback" in log.read_text(), log)
        time.sleep(3)
        assert log.read_text().count("no feedback") == log.read_text().count(WAITS) == 1
        pages.unlink()
        wait_until(lambda: "feedback written" in log.read_text(), log)


def test_page_that_shows_more_is_told_again(course: Path, tmp_path: Path) -> None:
    """After the deadline the line is the same as before it."""
    set_policy(course, before_deadline="none")
    set_due(course, hours=1)
    hand_in(course, "ada", answered(course, WRONG))
    log = tmp_path / "watch.log"
    with watching(course, log):
        wait_until(lambda: log.read_text().count("ada: 0 / 5") == 1, log)
        set_due(course, hours=-1)
        wait_until(lambda: log.read_text().count("ada: 0 / 5") == 2, log)


def start(course: Path, log: Path) -> "subprocess.Popen[bytes]":
    """Start to watch, in a process of its own that may be killed."""
    options = ["--course", str(course), "--jobs", "1", "--interval", "1"]
    words = [sys.executable, "-c", COMMAND, "watch", ASSIGNMENT, *options]
    with log.open("ab") as file:
        return subprocess.Popen(words, stdout=file, stderr=file)


@contextmanager
def watching(course: Path, log: Path) -> Iterator[None]:
    """Watch the course meanwhile."""
    process = start(course, log)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wait_until(happened: Callable[[], bool], log: Path) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + DEADLINE
    while not happened():
        if time.monotonic() > deadline:
            pytest.fail(log.read_text())
        time.sleep(0.05)


def test_two_kills_lose_nothing_and_grade_nothing_twice(course: Path, tmp_path: Path) -> None:
    """Killed after the first grading and after the second: all get a page, and one grading each."""
    log, students = tmp_path / "watch.log", ("ada", "bob", "cy", "dan")
    for student in students:
        hand_in(course, student, answered(course, SLOW))
    for graded in (1, 2):
        process = start(course, log)
        wait_until(lambda graded=graded: len(gradings(course)) >= graded, log)
        process.kill()
        process.wait()
    process = start(course, log)
    store = RecordStore(course / "records" / ASSIGNMENT)
    wait_until(lambda: all(map(store.seen_through, students)), log)
    hand_in(course, "eve", answered(course, RIGHT))
    wait_until(lambda: bool(store.seen_through("eve")), log)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 0
    assert "Stopped. " in log.read_text().splitlines()[-1]
    assert gradings(course) == dict.fromkeys((*students, "eve"), 1)
    assert all(page(course, student).exists() for student in (*students, "eve"))


@pytest.fixture
def exchange(course: Path, tmp_path: Path) -> Path:
    """An exchange of the course's own; returns the folder in which submissions arrive."""
    inbound = tmp_path / "exchange" / "nbgradient" / "inbound"
    inbound.mkdir(parents=True)
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    return inbound


def submit(course: Path, inbound: Path, student: str, hour: int) -> Path:
    """Hand in as `nbgrader submit` does."""
    moment = f"2026-01-01 {hour:02}:00:00.000000 UTC"
    folder = inbound / f"{student}+{ASSIGNMENT}+{moment}+{hour}"
    folder.mkdir()
    (folder / "timestamp.txt").write_text(moment)
    (folder / "submission_secret.txt").write_text(f"secret-{student}-{hour}")
    (folder / f"{NOTEBOOK}.ipynb").write_text(nbformat.writes(answered(course, RIGHT)))
    return folder


def test_exchange_is_collected_and_gets_feedback(course: Path, exchange: Path) -> None:
    """The newest submission counts, its feedback can be fetched, and no link is followed.

    In a group the exchange gives feedback to whoever handed in: it is that student's own page.
    """
    (course / "groups.csv").write_text(
        f"assignment,group,student\n{ASSIGNMENT},1,abe\n{ASSIGNMENT},1,ada\n"
    )
    (course / "hidden.txt").write_text("expected values")
    first = submit(course, exchange, "ada", 8)
    (first / "mine.txt").symlink_to(course / "hidden.txt")
    (exchange / f"eve+{ASSIGNMENT}+2026-01-01 08:00:00.000000 UTC+8").symlink_to(course)
    hand_in(course, "bob", answered(course, WRONG))
    result = once(course, "--release")
    assert result.exit_code == 0, result.output
    told = {line.split()[1]: line for line in result.output.splitlines() if " / 5; " in line}
    assert told["abe:"].endswith("; feedback released")
    assert "claims to be submitted by ada but is owned by" in result.output
    assert "not released: it was not handed in through the exchange" in told["bob:"]
    assert not (course / "submitted" / "eve" / ASSIGNMENT).exists()
    collected = {path.name for path in (course / "submitted" / "ada" / ASSIGNMENT).iterdir()}
    assert collected == {"timestamp.txt", "submission_secret.txt", f"{NOTEBOOK}.ipynb"}
    second = submit(course, exchange, "ada", 9)
    secret = (second / "submission_secret.txt").rename(course / "secret")
    assert once(course, "--release").output == ""  # it is still being handed in
    secret.rename(second / "submission_secret.txt")
    assert "abe: 4 / 5" in once(course, "--release").output
    for hour in (8, 9):
        key = notebook_hash(secret=f"secret-ada-{hour}", notebook_id=NOTEBOOK)
        text = (exchange.parent / "feedback" / f"{key}.html").read_text()
        assert f"{ASSIGNMENT} \N{MIDDLE DOT} ada" in text
    assert not list((course / "records").glob(".collecting-*"))


def example(kind: str) -> str:
    """Return the example of a kind in the document."""
    return DOCUMENT.partition(f"```{kind}\n")[2].partition("```")[0]


def run_example(command: str, course: Path) -> Result:
    """Run an example on the small course, once."""
    program, *words = shlex.split(command)
    assert program == "/opt/nbgradient/bin/autograder"
    own = [ASSIGNMENT if word == "week5" else word for word in words]
    return CliRunner().invoke(main, [*own, "--once", "--course", str(course)])


def test_unit_of_the_document_is_one(course: Path, tmp_path: Path) -> None:
    """Its command runs here, and Ctrl-C's signal ends it; systemd, where it is, takes the file."""
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(example("ini"))
    assert unit["Service"]["KillSignal"] == signal.SIGINT.name
    result = run_example(unit["Service"]["ExecStart"], course)
    assert result.exit_code == 0, result.output
    if (verify := which("systemd-analyze")) is not None:
        file = tmp_path / "watch-week5.service"
        text = example("ini").replace("/opt/nbgradient/bin/autograder", str(which("true")))
        file.write_text(text)
        subprocess.run([verify, "verify", str(file)], check=True)


def test_cron_line_of_the_document_is_one(course: Path) -> None:
    """Five fields of time, a folder, and a command that runs here."""
    *fields, command = example("cron").strip().split(maxsplit=5)
    assert len(fields) == 5 and all(set(field) <= set("*/0123456789,-") for field in fields)
    place, _, words = command.partition(" && ")
    assert place.split()[0] == "cd" and Path(place.split()[1]).is_absolute()
    assert run_example(words, course).exit_code == 0
