"""The few system calls that Python does not offer, by ctypes."""

import ctypes
import os
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)


class Refused(OSError):
    """A step of the confinement that the system refused; `step` names it."""

    def __init__(self, step: str, number: int) -> None:
        super().__init__(number, f"{step}: {os.strerror(number)}")
        self.step = step


def call(step: str, name: str, *arguments: Any) -> int:
    """Call a function of the C library; Refused with the name of the step when it fails."""
    function = getattr(_libc, name, None)
    if function is None:
        raise Refused(step, 38)  # ENOSYS
    result = int(function(*(_widened(argument) for argument in arguments)))
    if result < 0:
        raise Refused(step, ctypes.get_errno())
    return result


def _widened(argument: Any) -> Any:
    """Pass whole numbers as longs: the variadic `syscall` and `prctl` read full registers."""
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def syscall(step: str, number: int, *arguments: Any) -> int:
    """Make a system call by its number."""
    return call(step, "syscall", number, *arguments)


def prctl(step: str, option: int, *arguments: Any) -> int:
    """Call prctl with its missing arguments as zeros."""
    return call(step, "prctl", option, *arguments, *[0] * (4 - len(arguments)))
