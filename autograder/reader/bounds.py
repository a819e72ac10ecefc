"""The limits under which a process reads what a student has handed in."""

import contextlib
import resource


def bound(memory: int, seconds: int) -> None:
    """Let this process have so many bytes of memory and seconds of the processor, and no more."""
    with contextlib.suppress(ValueError, OSError):  # not every system has these limits
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
