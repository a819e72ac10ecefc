"""What hostile code meets in a worker, at the levels "full" and "no namespaces"."""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import autograder
from autograder.sandbox.levels import FULL
from autograder.sandbox.process import Process

SECONDS = 20.0
REPOSITORY = Path(autograder.__file__).parents[1]


def result(worker: Process, source: str) -> str:
    """Run a cell whose last expression is a text; return it, or the exception's type."""
    run = worker.run_cell(source, SECONDS)
    if run.error is not None:
        return run.error.type_name
    return str(run.outputs[-1]["data"]["text/plain"]).strip("'")


def outcome(worker: Process, expression: str) -> str:
    """Evaluate an expression; return "done" or the exception's type."""
    imports = "import ctypes, fcntl, os, pathlib, resource, signal, socket, subprocess, sys\n"
    return result(worker, f"{imports}{expression}\n'done'")


@pytest.fixture
def secret() -> Iterator[Path]:
    """A file that anybody could read and change but for the sandbox, as a gradebook may be.

    Not under /tmp, which a worker at the full level has to itself.
    """
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o777)
        path = Path(folder) / "gradebook.db"
        path.write_text("hidden")
        path.chmod(0o666)
        yield path


REFUSED = ("PermissionError", "FileNotFoundError")


@pytest.mark.parametrize(
    "action",
    [
        *("open({!r}).read()", "open({!r}, 'a')", "os.listdir(os.path.dirname({!r}))"),
        *("os.link({!r}, 'linked')", "os.rename({!r}, 'moved')", "os.remove({!r})"),
        *("os.truncate({!r}, 0)", "os.symlink({!r}, 'link'); open('link').read()"),
        "os.open(os.path.dirname({!r}), os.O_RDONLY)",
        "pathlib.Path({!r}).with_name('new').write_text('')",
    ],
)
def test_files_of_others_are_out_of_reach(worker: Process, secret: Path, action: str) -> None:
    """A gradebook that lies open to everybody is neither read, listed nor changed."""
    assert outcome(worker, action.format(str(secret))) in (*REFUSED, "OSError")
    assert secret.read_text() == "hidden"
    assert list(secret.parent.iterdir()) == [secret]


@pytest.mark.parametrize(
    "action", ["os.chmod({!r}, 0)", "os.utime({!r}, (0, 0))", "os.chown({!r}, 7, 7)"]
)
def test_modes_owners_and_times_of_others_stay(worker: Process, secret: Path, action: str) -> None:
    """What Landlock does not guard has no effect either."""
    before = secret.stat()
    outcome(worker, action.format(str(secret)))
    assert secret.stat() == before


@pytest.mark.parametrize(
    "path",
    [
        *(REPOSITORY, REPOSITORY / "tests", Path(autograder.__file__), Path(__file__)),
        *(Path.home(), Path("/root"), Path("/home"), Path("/etc/shadow"), Path("/etc/hostname")),
        *(Path("/var"), Path("/proc/1/environ"), Path("/dev"), Path("/")),
    ],
)
def test_the_project_and_the_machine_are_unreadable(worker: Process, path: Path) -> None:
    """Repository, hidden graders, homes, passwords and other processes cannot be opened."""
    assert outcome(worker, f"os.close(os.open({str(path)!r}, os.O_RDONLY))") in REFUSED


def test_the_project_is_not_importable(worker: Process) -> None:
    """Neither the grading code nor a folder of the project is on the path."""
    assert outcome(worker, "import autograder.testing") in (*REFUSED, "ModuleNotFoundError")
    assert result(worker, f"any({str(REPOSITORY)!r} == path for path in sys.path)") == "False"


def test_the_environment_is_not_the_operators(worker: Process) -> None:
    """The operator's environment does not reach the worker, in memory or in /proc."""
    source = "open('/proc/self/environ').read() + str(dict(os.environ))"
    outcome(worker, "1")
    assert "PYTEST" not in result(worker, source)


@pytest.mark.parametrize(
    "action",
    [
        *("socket.socket()", "socket.socket(socket.AF_UNIX)", "socket.socket(socket.AF_INET6)"),
        *("socket.socket(type=socket.SOCK_DGRAM)", "socket.create_connection(('1.1.1.1', 80))"),
        "import urllib.request; urllib.request.urlopen('http://localhost')",
        "socket.socketpair(socket.AF_INET)",
    ],
)
def test_there_is_no_network(worker: Process, action: str) -> None:
    """No socket can be made, of whatever family."""
    assert outcome(worker, action) in ("PermissionError", "URLError", "gaierror", "OSError")


@pytest.mark.parametrize(
    "action",
    [
        *("os.fork()", "os.forkpty()", "os.execv(sys.executable, ['python'])"),
        *("subprocess.run(['/bin/true'])", "os.posix_spawn('/bin/true', ['true'], {})"),
        "import multiprocessing; multiprocessing.get_context('fork').Process(target=id).start()",
    ],
)
def test_there_are_no_other_processes(worker: Process, action: str) -> None:
    """No process can be forked and no program started."""
    assert outcome(worker, action) in ("PermissionError", "OSError")


def test_threads_remain(worker: Process) -> None:
    """Threads can be started, up to the limit."""
    source = "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()\n'done'"
    assert result(worker, source) == "done"


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        *(("unshare", "0x10000000"), ("ptrace", "16, 1, 0, 0"), ("setns", "0, 0")),
        *(("mount", "b'a', b'/mnt', b'tmpfs', 0, 0"), ("chroot", "b'/'"), ("keyctl", "0")),
        *(("prctl", "1, 0, 0, 0, 0"), ("personality", "0"), ("inotify_init", "")),
        *(("setpriority", "0, 0, 19"), ("sched_setaffinity", "1, 8, b'\\1' * 8")),
        *(("prlimit64", "1, 0, 0, 0"), ("memfd_create", "b'x', 0"), ("shmget", "0, 4096, 512")),
    ],
)
def test_system_calls_that_reach_outside_are_refused(
    worker: Process, call: str, arguments: str
) -> None:
    """Namespaces, tracing, mounts, keys and others' limits fail with "not permitted"."""
    source = f"libc = ctypes.CDLL(None, use_errno=True)\nlibc.{call}({arguments})\n"
    if call == "keyctl":
        source = "libc = ctypes.CDLL(None, use_errno=True)\nlibc.syscall(250, 0)\n"
    outcome(worker, "1")
    assert result(worker, f"{source}ctypes.get_errno()") == "1"


@pytest.mark.parametrize("target", ["0", "-1", "os.getppid()", "1", "{outside}"])
@pytest.mark.parametrize("function", ["os.kill", "os.killpg"])
def test_signals_reach_nobody_else(worker: Process, function: str, target: str) -> None:
    """Killing the group, everybody, the parent or a stranger harms nobody."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        action = f"{function}({target.format(outside=stranger.pid)}, signal.SIGKILL)"
        refusal = outcome(worker, action)
        harmed = stranger.poll() is not None
        stranger.kill()
    assert refusal in ("PermissionError", "ProcessLookupError", "OSError")
    assert not harmed
    assert result(worker, "'alive'") == "alive"


def test_asynchronous_signals_reach_nobody(worker: Process) -> None:
    """A socket cannot be made to signal another process."""
    action = "fcntl.fcntl(socket.socketpair()[0], fcntl.F_SETOWN, os.getppid())"
    assert outcome(worker, action) == "PermissionError"


@pytest.mark.parametrize("operation", ["F_SETLEASE, fcntl.F_WRLCK", "F_NOTIFY, fcntl.DN_ACCESS"])
def test_files_are_neither_leased_nor_watched(worker: Process, operation: str) -> None:
    """A lease would keep everybody else waiting for the file."""
    opened = "os.open(os.path.dirname(os.__file__), 0)"
    if "LEASE" in operation:
        opened = "os.open(os.__file__, 0)"
    assert outcome(worker, f"fcntl.fcntl({opened}, fcntl.{operation})") == "PermissionError"


def test_limits_cannot_be_raised(worker: Process) -> None:
    """Hard limits are set for good."""
    action = "resource.setrlimit(resource.RLIMIT_DATA, (-1, -1))"
    assert outcome(worker, action) in ("ValueError", "PermissionError")


def test_no_descriptor_but_the_bridge_is_open(worker: Process) -> None:
    """Beside the standard three, which lead nowhere, a worker inherits one socket."""
    outcome(worker, "1")
    source = "[os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd')[:-1]]"
    links = [link for link in eval(result(worker, source)) if "anon_inode" not in link]  # noqa: S307
    assert links[:3] == ["/dev/null"] * 3
    # One bridge, and the pair with which the event loop wakes itself.
    assert sum(link.startswith("socket:") for link in links) == 3
    assert len(links) == 6


def test_the_worker_has_no_privileges(worker: Process) -> None:
    """No capability is left, none can be gained, and the filter is on."""
    status = result(worker, "open('/proc/self/status').read()")
    lines = dict(line.split(":\\t", 1) for line in status.split("\\n") if ":\\t" in line)
    assert {lines[name] for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")} == {"0" * 16}
    assert (lines["NoNewPrivs"], lines["Seccomp"]) == ("1", "2")


def test_the_full_level_is_alone_in_its_namespaces(worker: Process) -> None:
    """At the full level a worker sees its own processes and host name, and no root."""
    if worker.level != FULL:
        pytest.skip("only at the full level")
    outcome(worker, "1")
    assert result(worker, "(os.getpid(), os.getppid(), os.getuid())") == "(2, 1, 1000)"
    assert result(worker, "socket.gethostname()") == "worker"


def test_the_scratch_folder_is_empty_private_and_limited(worker: Process) -> None:
    """A worker writes in its folder only, and does not fill a disk."""
    assert outcome(worker, "assert not [f for f in os.listdir() if f != '.ipython']") == "done"
    assert outcome(worker, "pathlib.Path('a/b').mkdir(parents=True)") == "done"
    assert outcome(worker, "open('big', 'wb').write(bytes(100 << 20))") == "OSError"
    if worker.level == FULL:
        fill = "for n in range(9): open(f'f{n}', 'wb').write(bytes(50 << 20))"
        assert outcome(worker, fill) == "OSError"


def test_workers_do_not_see_each_other(spawn: Callable[..., Process]) -> None:
    """What one worker writes, another does not find."""
    first, second = spawn(), spawn()
    assert outcome(first, "open('/tmp/note' if os.getcwd() == '/tmp' else 'note', 'w')") == "done"
    outcome(second, "1")
    assert "note" not in result(second, "str(os.listdir())")


def test_nothing_is_left_behind(spawn: Callable[..., Process]) -> None:
    """After close there is no process of the worker's, threads and all."""
    worker = spawn()
    source = "import threading, time\nfor _ in range(20):\n"
    source += "    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n'done'"
    assert result(worker, source) == "done"
    stem = worker.handles.number
    worker.close()
    assert not descendants(stem)


def descendants(stem: int) -> list[int]:
    """Wait a moment for a process to be reaped; return it and its children if they live on."""
    for _ in range(100):
        alive = [stem] if Path(f"/proc/{stem}").exists() else []
        children = [
            int(stat.parent.name)
            for stat in Path("/proc").glob("[0-9]*/stat")
            if f") S {stem} " in read(stat)
        ]
        if not alive + children:
            return []
        time.sleep(0.02)
    return alive + children


def read(path: Path) -> str:
    """Return a file of /proc, empty if its process has just gone."""
    try:
        return path.read_text()
    except OSError:
        return ""


def test_sockets_and_signals_here_are_untouched() -> None:
    """The trusted side itself is not confined."""
    with socket.socket() as made:
        assert made.fileno() > 0
    assert signal.getsignal(signal.SIGCHLD) is signal.SIG_DFL
