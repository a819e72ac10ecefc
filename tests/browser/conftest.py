"""A browser without a window, and nbgrader's formgrader behind a server of its own."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TOKEN = "only-for-this-test"  # noqa: S105 - the server lives as long as the test
START_SECONDS = 120.0

Browser = Callable[..., str]


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """A function that opens an address, lets its scripts run, and returns the page's DOM.

    What follows the address are further options of the browser.
    """
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")

    def dom(address: str, *options: str) -> str:
        run = subprocess.run(
            [
                *(program, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
                *("--disable-background-networking", "--disable-dev-shm-usage"),
                # Nothing is fetched from elsewhere, so no answer is waited for either.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--virtual-time-budget=20000",
                f"--user-data-dir={tmp_path / 'profile'}",
                *options,
                address,
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        return run.stdout

    return dom


@pytest.fixture
def formgrader(course: Path) -> Iterator[Callable[[str], str]]:
    """A function that gives the address of a formgrader page of the course."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "ServerApp.jpserver_extensions": "nbgrader.server_extensions.formgrader=True",
        "ServerApp.root_dir": str(course),
        "ServerApp.port_retries": "0",
        "ServerApp.port": str(port),
        "ServerApp.open_browser": "False",
        "IdentityProvider.token": TOKEN,
    }
    command = [sys.executable, "-m", "jupyter", "server", "--allow-root"]
    with (course.parent / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, *(f"--{name}={value}" for name, value in options.items())],
            cwd=course,
            stdout=log,
            stderr=log,
        )
    try:
        await_server(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", server)
        yield lambda page: f"http://127.0.0.1:{port}/formgrader/{page}?token={TOKEN}"
    finally:
        server.terminate()
        server.wait(60)


def await_server(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; fail when it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=10):  # noqa: S310 - the server above
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the Jupyter server did not start")
