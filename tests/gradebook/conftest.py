"""A PostgreSQL server for the tests of gradebooks."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that runs for these tests only, without any network."""
    if not POSTGRES:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    programs = POSTGRES[-1].parent
    # A socket's path must be short, and the server refuses to run as root.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        user = {} if os.getuid() else {"user": "nobody", "group": "nogroup"}
        if user:
            shutil.chown(folder, **user)

        def run(program: str, *arguments: str) -> None:
            command = [programs / program, "-D", f"{folder}/data", *arguments]
            subprocess.run(
                command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=600, **user
            )

        run("initdb", "--auth=trust", "--username=teacher", "--no-sync")
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "start", "--wait", "-l", f"{folder}/log", "-o", settings)
        try:
            yield f"postgresql+psycopg://teacher@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
