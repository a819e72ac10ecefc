"""The filter, run by a small interpreter of classic BPF on both architectures."""

import re
import struct
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import bpf, seccomp
from autograder.sandbox.bpf import Instruction
from autograder.sandbox.system_calls import MACHINES, NUMBERS, PRETENDED, REFUSED

OWN = 2
ALLOWED, NOT_PERMITTED, NO_SUCH_CALL = bpf.ALLOW, bpf.ERROR | 1, bpf.ERROR | 38


def decide(machine: str, call: str | int, *arguments: int, architecture: int | None = None) -> int:
    """Return the filter's answer to one call."""
    number = NUMBERS[call][list(MACHINES).index(machine)] if isinstance(call, str) else call
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", number, architecture or MACHINES[machine], 0, *padded)
    return run(list(seccomp.assemble(machine, OWN)), data)


def run(program: list[Instruction], data: bytes) -> int:
    """Interpret a program as the kernel does."""
    accumulator, position = 0, 0
    while True:
        code, if_true, if_false, operand = program[position]
        position += 1
        if code == bpf.RETURN:
            return operand
        if code == bpf.LOAD:
            (accumulator,) = struct.unpack_from("<I", data, operand)
        else:
            position += if_true if TESTS[code](accumulator, operand) else if_false


TESTS: dict[int, Any] = {
    bpf.EQUAL: lambda a, k: a == k,
    bpf.AT_LEAST: lambda a, k: a >= k,
    bpf.ANY_BIT: lambda a, k: a & k != 0,
}


def known(calls: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every pair of machine and call that exists there."""
    return [
        (machine, call)
        for column, machine in enumerate(MACHINES)
        for call in calls
        if calls[call][column] is not None
    ]


# Those of Debian's linux-libc-dev, which `.ci/run` installs.
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_numbers_are_those_of_the_kernels_headers(machine: str) -> None:
    """Each call has its number there; only what is newer than the headers may be missing."""
    if not HEADERS[machine].is_file():
        pytest.skip("the kernel's headers are not installed (Debian: linux-libc-dev)")
    found = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$", HEADERS[machine].read_text(), re.M)
    headers = {name: int(number) for name, number in found}
    column, newest = list(MACHINES).index(machine), max(headers.values())
    ours = {name: numbers[column] for name, numbers in NUMBERS.items()}
    old = {name: number for name, number in ours.items() if number is None or number <= newest}
    assert len(old) > 70
    assert old == {name: headers.get(name) for name in old}


@pytest.mark.parametrize(("machine", "call"), known(REFUSED))
def test_calls_on_the_list_are_not_permitted(machine: str, call: str) -> None:
    """Each call of the list is refused, whatever its arguments."""
    assert decide(machine, call, 1, 2, 3) == NOT_PERMITTED


@pytest.mark.parametrize(("machine", "call"), known(PRETENDED))
def test_changes_of_modes_are_pretended(machine: str, call: str) -> None:
    """Changes of modes, owners, times and attributes are answered with success and not made."""
    assert decide(machine, call, 1) == bpf.ERROR


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("call", "arguments", "answer"),
    [
        ("clone", (seccomp.CLONE_THREAD | 0x100,), ALLOWED),
        ("clone", (17,), NOT_PERMITTED),
        ("clone", (0x10000000 | 17,), NOT_PERMITTED),
        ("kill", (OWN, 9), ALLOWED),
        ("kill", (0, 9), NOT_PERMITTED),
        ("kill", (0xFFFFFFFF, 9), NOT_PERMITTED),
        ("tgkill", (1, 1, 9), NOT_PERMITTED),
        ("prlimit64", (0, 7), ALLOWED),
        ("prlimit64", (1, 7), NOT_PERMITTED),
        ("socketpair", (1, 1), ALLOWED),
        ("socketpair", (2, 1), NOT_PERMITTED),
        ("prctl", (15,), ALLOWED),
        ("prctl", (1, 0), NOT_PERMITTED),
        ("fcntl", (3, 4), ALLOWED),
        ("fcntl", (3, 8), NOT_PERMITTED),
        ("fcntl", (3, 15), NOT_PERMITTED),
        ("fcntl", (3, 1024), NOT_PERMITTED),
        ("fcntl", (3, 1026), NOT_PERMITTED),
        ("io_setup", (1, 0), NOT_PERMITTED),
        ("mmap", (0, 1, 3, 0x22), ALLOWED),
        ("mmap", (0, 1, 3, 0x01), ALLOWED),
        ("mmap", (0, 1, 3, 0x21), NOT_PERMITTED),
        ("mmap", (0, 1, 3, 0x4023), NOT_PERMITTED),
        ("mmap", (0, 1, 3, 0x122), NOT_PERMITTED),
        (435, (), NO_SUCH_CALL),
        (462, (), ALLOWED),
        (463, (), NO_SUCH_CALL),
        (0x40000000 | 39, (), NO_SUCH_CALL),
    ],
)
def test_calls_are_judged_by_their_arguments(
    machine: str, call: str | int, arguments: tuple[int, ...], answer: int
) -> None:
    """Threads, own signals and own limits are allowed; newer calls do not exist."""
    assert decide(machine, call, *arguments) == answer


@pytest.mark.parametrize(("machine", "other"), [("x86_64", 0x40000003), ("aarch64", 0x40000028)])
def test_other_architectures_calls_kill(machine: str, other: int) -> None:
    """A call by the 32-bit numbers of the same processor ends the process."""
    assert decide(machine, "kill", OWN, architecture=other) == bpf.KILL
