"""Identity, capabilities and the process attributes that go with them."""

import ctypes
import os
import stat
import sys
from pathlib import Path

from autograder.sandbox import libc

PDEATHSIG, SET_DUMPABLE, DROP_BOUNDING, NO_NEW_PRIVILEGES = 1, 4, 24, 38
CAPABILITY_VERSION = 0x20080522
NOBODY = 65_534
SIGKILL = 9


def readable_by_all(path: Path) -> bool:
    """Tell whether a stranger may read a file or folder: every folder above must let him pass."""
    resolved = path.resolve()
    passable = all(parent.stat().st_mode & stat.S_IXOTH for parent in resolved.parents)
    return passable and bool(resolved.stat().st_mode & stat.S_IROTH)


def renounces_root() -> bool:
    """Tell whether this process is root and an unprivileged user could go on in its place.

    An interpreter in a home of mode 0700 would be lost with root's identity; root without
    capabilities, in Landlock and system-call filter, is what is left then.
    """
    needed = [Path(sys.executable), Path(sys.prefix), Path(os.__file__), Path(__file__)]
    return os.geteuid() == 0 and all(readable_by_all(path) for path in needed)


def renounce_root() -> None:
    """Become an unprivileged user where `renounces_root` says so."""
    if renounces_root():
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    # A change of user makes /proc/self root's; the maps of a user namespace are written there.
    set_dumpable(True)


def hand_over(folder: Path) -> None:
    """Make a folder belong to whoever `renounce_root` will become."""
    if renounces_root():
        os.chown(folder, NOBODY, NOBODY)


def set_dumpable(dumpable: bool) -> None:
    """Let processes of the same user look into this one, or not."""
    libc.prctl("dumpable", SET_DUMPABLE, int(dumpable))


def die_with_parent() -> None:
    """End when the parent ends; a change of user undoes this, so it comes after."""
    libc.prctl("death signal", PDEATHSIG, SIGKILL)


def forbid_new_privileges() -> None:
    """Gain nothing from set-user-id programs; Landlock and seccomp ask for it."""
    libc.prctl("no new privileges", NO_NEW_PRIVILEGES, 1)


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    capability = 0
    while True:
        try:
            libc.prctl("bounding set", DROP_BOUNDING, capability)
        except libc.Refused:
            break  # past the last capability, or without the right to drop any
        capability += 1
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    libc.call("capabilities", "capset", header, (ctypes.c_uint32 * 6)())
