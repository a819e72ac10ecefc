"""A browser without a window, and nbgrader's formgrader behind a server of its own."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.servers import TOKEN, jupyter

BROWSERS = ("chromium", "chromium-browser", "google-chrome")

Browser = Callable[..., str]


@pytest.fixture
def chromium() -> str:
    """The path of the browser's program."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    return program


@pytest.fixture
def browser(tmp_path: Path, chromium: str) -> Browser:
    """A function that opens an address, lets its scripts run, and returns the page's DOM.

    What follows the address are further options of the browser.
    """

    def dom(address: str, *options: str) -> str:
        run = subprocess.run(
            [
                *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
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
    with jupyter("server", course, course.parent / "server.log") as address:
        yield lambda page: f"{address}/formgrader/{page}?token={TOKEN}"
