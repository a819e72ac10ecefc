"""A system-call filter: no new process, no program, no socket, no reach into other processes.

The filter is classic BPF, made by `autograder.sandbox.bpf`; numbers are those of the two
architectures that TensorFlow is built for on Linux. Threads, files, memory and timers remain.
"""

import ctypes
import os
import platform
from collections.abc import Iterator

from autograder.sandbox import libc
from autograder.sandbox.bpf import Filter, Instruction
from autograder.sandbox.system_calls import ABSENT, LAST_KNOWN, PRETENDED, REFUSED

SET_MODE_FILTER, ALL_THREADS = 1, 1
EPERM, ENOSYS, SUCCESS = 1, 38, 0
CLONE_THREAD = 0x00010000
UNIX_FAMILY = 1
SET_DEATH_SIGNAL = 1
MAP_SHARED, MAP_ANONYMOUS, MAP_GROWSDOWN = 0x1, 0x20, 0x100
SET_OWNER, SET_SIGNAL, SET_OWNER_EXTENDED = 8, 10, 15
SET_LEASE, NOTIFY = 1024, 1026


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install() -> None:
    """Put the filter on every thread of this process, for good.

    Refused on an architecture whose numbers are not known here.
    """
    machine = platform.machine()
    number = {"x86_64": 317, "aarch64": 277}.get(machine)
    if number is None:
        raise libc.Refused(f"system-call filter for {machine}", ENOSYS)
    instructions = list(assemble(machine, os.getpid()))
    code = b"".join(instruction.packed() for instruction in instructions)
    program = _Program(len(instructions), code)
    step = "system-call filter"
    libc.syscall(step, number, SET_MODE_FILTER, ALL_THREADS, ctypes.byref(program))


def assemble(machine: str, process: int) -> Iterator[Instruction]:
    """Yield the filter for one architecture; signals may go to `process` only."""
    rules = Filter(machine)
    yield from rules.start()
    yield from rules.answer(REFUSED, EPERM)
    yield from rules.answer(PRETENDED, SUCCESS)
    yield from rules.answer(ABSENT, ENOSYS)
    yield from rules.need_bit("clone", CLONE_THREAD)
    for name in ("kill", "tgkill"):
        yield from rules.need_equal(name, process)
    # Of the process itself, which is what 0 stands for.
    for name in ("prlimit64", "sched_setaffinity", "sched_setparam", "sched_setscheduler"):
        yield from rules.need_equal(name, 0)
    yield from rules.need_equal("sched_setattr", 0)
    yield from rules.need_equal("socketpair", UNIX_FAMILY)
    yield from rules.refuse_argument("prctl", 0, SET_DEATH_SIGNAL)
    # Asynchronous input sends a signal to an owner, who may be anybody of the same user.
    for operation in (SET_OWNER, SET_SIGNAL, SET_OWNER_EXTENDED):
        yield from rules.refuse_argument("fcntl", 1, operation)
    # A lease keeps everybody else from opening a file for a while; a notice watches a folder.
    for operation in (SET_LEASE, NOTIFY):
        yield from rules.refuse_argument("fcntl", 1, operation)
    # Memory that no limit of data counts: shared without a file, or growing as a stack does.
    yield from rules.refuse_bits("mmap", 3, MAP_SHARED, MAP_ANONYMOUS)
    yield from rules.refuse_bits("mmap", 3, MAP_GROWSDOWN)
    yield from rules.end(LAST_KNOWN, ENOSYS)
