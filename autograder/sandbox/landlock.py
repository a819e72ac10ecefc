"""Landlock: an allow-list of files, no TCP, and no signals to anybody outside.

Numbers are those of linux/landlock.h, in the order of the kernel's versions of the interface.
"""

import ctypes
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from autograder.sandbox import libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ_VERSION = 1
PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIRECTORY, TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
REMOVE_DIRECTORY, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_DIRECTORY, MAKE_REGULAR, MAKE_SYMLINK, REFER = 1 << 7, 1 << 8, 1 << 12, 1 << 13

READ = READ_FILE | READ_DIRECTORY
WRITE = WRITE_FILE | TRUNCATE
OWN = READ | WRITE | REMOVE_DIRECTORY | REMOVE_FILE
OWN |= MAKE_DIRECTORY | MAKE_REGULAR | MAKE_SYMLINK | REFER
FILE_RIGHTS = READ_FILE | WRITE

# How many file rights, network rights and scopes each version knows.
FILE_RIGHTS_KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NETWORK_SINCE, SCOPES_SINCE = 4, 6

SYSTEM = (
    *("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/local/lib", "/usr/share"),
    *("/lib", "/lib32", "/lib64", "/nix/store", "/opt/homebrew/lib"),
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/fonts", "/etc/mime.types"),
    *("/etc/passwd", "/etc/group", "/etc/nsswitch.conf"),
    # Libraries count cores and memory, and take "permission denied" for a broken machine.
    *("/sys/fs/cgroup", "/sys/devices/system/cpu", "/sys/devices/system/node"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys"),
    *("/proc/filesystems", "/proc/version", "/proc/loadavg", "/proc/uptime"),
    # Not /dev/zero: to map it is to take memory that no limit of data counts.
    *("/dev/full", "/dev/random", "/dev/urandom"),
)


def version() -> int:
    """Return the kernel's version of the interface; Refused where there is none."""
    return libc.syscall("Landlock", CREATE_RULESET, None, 0, READ_VERSION)


def restrict(scratch: Path) -> None:
    """Leave this thread, and all that it starts, with what a worker needs and no more."""
    known = version()
    files = (1 << FILE_RIGHTS_KNOWN[min(known, max(FILE_RIGHTS_KNOWN))]) - 1
    ruleset = _create_ruleset(known, files)
    try:
        _allow(ruleset, _interpreter_folders(), READ)
        _allow(ruleset, map(Path, SYSTEM), READ)
        _allow(ruleset, [Path("/dev/null")], (READ_FILE | WRITE) & files)
        _allow(ruleset, [scratch], OWN & files)
        libc.syscall("Landlock", RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _create_ruleset(known: int, files: int) -> int:
    """Handle every right that the kernel knows, so that what is not allowed is refused."""
    network = 0b11 if known >= NETWORK_SINCE else 0
    scopes = 0b11 if known >= SCOPES_SINCE else 0
    attributes = (ctypes.c_uint64 * 3)(files, network, scopes)
    # Older kernels refuse a longer structure only if what they do not know is set.
    return libc.syscall("Landlock", CREATE_RULESET, attributes, ctypes.sizeof(attributes), 0)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _allow(ruleset: int, paths: Iterable[Path], rights: int) -> None:
    for path in paths:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # not on this machine
        wanted = rights if path.is_dir() else rights & FILE_RIGHTS
        rule = _PathBeneath(wanted, descriptor)
        try:
            libc.syscall("Landlock", ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(descriptor)


def _interpreter_folders() -> set[Path]:
    """Standard library and installed packages: TensorFlow and Keras import more as they go."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {Path(sysconfig.get_path(name)) for name in names}
    return folders | {Path(sys.base_prefix) / "lib"}
