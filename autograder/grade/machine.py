"""What this machine offers to whoever grades on it; found out once, and kept for all jobs."""

from functools import cache

from autograder.fork_server.client import ForkServer
from autograder.grade.context import start_fork_server
from autograder.sandbox.levels import Level, require
from autograder.sandbox.probe import probe


@cache
def level_here() -> Level:
    """Return the best level of the sandbox."""
    return probe()


def fork_server_for(modules: tuple[str, ...], minimum: str) -> ForkServer:
    """Return the fork server; raise SandboxUnavailable where the machine offers too little."""
    require(level_here(), minimum)
    return _fork_server(modules)


@cache
def _fork_server(modules: tuple[str, ...]) -> ForkServer:
    """Keep one fork server for the life of this process; it ends when this one does."""
    return start_fork_server(level_here(), modules)
