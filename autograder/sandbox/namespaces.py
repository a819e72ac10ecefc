"""Own user, process, network, mount, IPC and host-name namespaces for one worker."""

import ctypes
import os
from pathlib import Path

from autograder.sandbox import libc

NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000
NEW_MOUNT, NEW_IPC, NEW_HOSTNAME = 0x00020000, 0x08000000, 0x04000000
NO_SET_UID, NO_DEVICES, NO_EXECUTE = 2, 4, 8
RECURSIVE, PRIVATE = 0x4000, 0x40000
SET_MOUNT_ATTRIBUTES, ALL_BELOW, READ_ONLY = 442, 0x8000, 1
INODES = 16_384

INSIDE_ID = 1000


def enter() -> None:
    """Leave the machine's namespaces; the next child is process 1 of the new ones."""
    user, group = os.geteuid(), os.getegid()
    flags = NEW_USER | NEW_PID | NEW_NET | NEW_MOUNT | NEW_IPC | NEW_HOSTNAME
    libc.call("new namespaces", "unshare", flags)
    # A process may map its own identity only, and its group only once it renounced setgroups.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} {group} 1")


def mount_own(scratch: Path, scratch_bytes: int) -> None:
    """Mount an empty scratch folder and the new namespace's own /proc, as its process 1.

    All else becomes read-only, which keeps a worker that runs under its operator's identity from
    changing modes, owners and times of the operator's files: Landlock does not.
    """
    libc.call("private mounts", "mount", None, b"/", None, RECURSIVE | PRIVATE, None)
    attributes = (ctypes.c_uint64 * 4)(READ_ONLY, 0, 0, 0)
    size = ctypes.sizeof(attributes)
    step = "read-only mounts"
    libc.syscall(step, SET_MOUNT_ATTRIBUTES, 0, b"/", ALL_BELOW, attributes, size)
    safe = NO_SET_UID | NO_DEVICES | NO_EXECUTE
    options = f"size={scratch_bytes},nr_inodes={INODES},mode=0700".encode()
    folder = os.fsencode(scratch)
    libc.call("scratch folder", "mount", b"scratch", folder, b"tmpfs", safe, options)
    libc.call("own /proc", "mount", b"proc", b"/proc", b"proc", safe, None)
    libc.call("host name", "sethostname", b"worker", 6)
