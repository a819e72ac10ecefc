"""Memory that is kept back from student code, so that the worker can still say what came of it."""

import mmap
import resource

MEBIBYTE = 1 << 20
RESERVE_BYTES = 128 * MEBIBYTE
# An answer needs some room, and so does the code that runs after it.
ROOM_BYTES = 32 * MEBIBYTE
_KINDS = (resource.RLIMIT_AS, resource.RLIMIT_DATA)


def keep_reserve() -> None:
    """Lower what student code may use; the hard limits stay."""
    for kind in _KINDS:
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            resource.setrlimit(kind, (max(hard - RESERVE_BYTES, 0), hard))


def make_room() -> None:
    """Give the reserve away, once and for all, where student code has left next to nothing."""
    if _has_room():
        return
    for kind in _KINDS:
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard, hard))


def _has_room() -> bool:
    try:
        probe = mmap.mmap(-1, ROOM_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError:
        return False
    probe.close()
    return True
