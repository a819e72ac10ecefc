"""Jupyter servers for tests: each with a port of its own, and with a home where it needs one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

TOKEN = "only-for-this-test"  # noqa: S105 - the server lives as long as the test
START_SECONDS = 120.0
PROGRAMS = str(Path(sys.executable).parent)
CONFIGURATION = """\
c = get_config()
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
# One user of this machine plays both.
c.CourseDirectory.student_id = {student!r}
c.ExchangeCollect.check_owner = False
"""
# Lab asks everyone who comes for the first time whether it may fetch news.
SETTINGS = {"apputils-extension/notification": '{"checkForUpdates": false, "fetchNews": "false"}'}


@dataclass(frozen=True)
class Home:
    """The home of one person, with Jupyter's folders in it and the way to the exchange."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, exchange: Path, student: str = "*") -> "Home":
        """Write the person's configuration; a student has a name in it."""
        home = cls(folder)
        home.configuration.mkdir(parents=True)
        home.work.mkdir()
        cache = folder / "cache"
        said = CONFIGURATION.format(exchange=str(exchange), cache=str(cache), student=student)
        (home.configuration / "nbgrader_config.py").write_text(said)
        for name, text in SETTINGS.items():
            settings = home.configuration / "lab/user-settings/@jupyterlab" / name
            settings.parent.mkdir(parents=True)
            settings.with_suffix(".jupyterlab-settings").write_text(text)
        return home

    @property
    def configuration(self) -> Path:
        """Where Jupyter and nbgrader look for what this person has set."""
        return self.folder / "jupyter"

    @property
    def work(self) -> Path:
        """The folder in which the person's server starts."""
        return self.folder / "work"

    @property
    def environment(self) -> dict[str, str]:
        """What sends every program of the person to this home."""
        return {
            "HOME": str(self.folder),
            "JUPYTER_CONFIG_DIR": str(self.configuration),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "PATH": os.pathsep.join([PROGRAMS, os.environ.get("PATH", "")]),
        }


@contextmanager
def jupyter(
    program: str, folder: Path, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run `jupyter PROGRAM` in a folder, and yield its address."""
    port = _free_port()
    options = {
        "ServerApp.root_dir": str(folder),
        "ServerApp.port_retries": "0",
        "ServerApp.port": str(port),
        "ServerApp.open_browser": "False",
        "IdentityProvider.token": TOKEN,
    }
    command = [sys.executable, "-m", "jupyter", program, "--allow-root"]
    with log.open("wb") as file:
        server = subprocess.Popen(
            [*command, *(f"--{name}={value}" for name, value in options.items())],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=file,
            stderr=file,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/api/status?token={TOKEN}", server)
        yield address
    finally:
        server.terminate()
        server.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; fail when it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=10):  # noqa: S310 - the server above
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the Jupyter server did not start")
