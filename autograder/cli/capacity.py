"""How many submissions this machine, or the container on it, grades side by side."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# A submission of Week 5 takes 1.0 GB at most times and 1.9 GB at the highest, seldom two at once;
# one of NumPy takes 0.2 GB. `docs/scale.md` has the figures.
BYTES_OF_ONE = 1.5e9
CGROUPS = Path("/sys/fs/cgroup")
OWN_CGROUPS = Path("/proc/self/cgroup")
# What the second and the first version of control groups call the limit of a group.
LIMITS = ("memory.max", "memory.limit_in_bytes")


def as_many_as_fit() -> int:
    """Return one for each core that this process may use; fewer where memory is short."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    memory = min([physical, *limits_of_memory(CGROUPS, OWN_CGROUPS)])
    return max(1, min(_cores(), int(memory / BYTES_OF_ONE)))


def limits_of_memory(cgroups: Path, own: Path) -> Iterator[int]:
    """Yield the limits, in bytes, of the control groups that this process is in.

    A container sees its own limit at the top of `cgroups`, whatever path `own` gives.
    """
    text = own.read_text(encoding="utf-8") if own.exists() else ""
    for _, controllers, path in (line.split(":", 2) for line in text.splitlines()):
        if controllers in {"", "memory"}:
            group = cgroups / controllers / path.lstrip("/")
            yield from _limits(group, cgroups)


def _limits(group: Path, cgroups: Path) -> Iterator[int]:
    around = [each for each in group.parents if each.is_relative_to(cgroups)]
    for file in (folder / name for folder in [group, *around] for name in LIMITS):
        with suppress(OSError, ValueError):  # no such file, or "max", which is no limit
            yield int(file.read_text(encoding="ascii"))


def _cores() -> int:
    """Count the cores that this process may use; where no system call tells, all of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
