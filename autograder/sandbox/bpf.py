"""Classic BPF for system-call filters: the few instructions that are needed, and their patterns."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from autograder.sandbox.system_calls import MACHINES, NUMBERS

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
EPERM = 1


class Instruction(NamedTuple):
    """One instruction: code, instructions to skip if true and if false, operand."""

    code: int
    if_true: int
    if_false: int
    operand: int

    def packed(self) -> bytes:
        """Return the eight bytes of the kernel's `struct sock_filter`."""
        jumps = bytes([self.if_true, self.if_false])
        return self.code.to_bytes(2, "little") + jumps + self.operand.to_bytes(4, "little")


class Filter:
    """Yields the parts of a filter for one machine ("x86_64" or "aarch64").

    Every part starts with the number of the call in the accumulator and, where it does not
    decide, leaves it there. Arguments are judged by their lower half, as `int` arguments are.
    """

    def __init__(self, machine: str) -> None:
        self._column = list(MACHINES).index(machine)
        self._architecture = MACHINES[machine]

    def start(self) -> Iterator[Instruction]:
        """Kill a process that calls by another architecture's numbers; load the number."""
        yield Instruction(LOAD, 0, 0, ARCHITECTURE)
        yield Instruction(EQUAL, 1, 0, self._architecture)
        yield Instruction(RETURN, 0, 0, KILL)
        yield Instruction(LOAD, 0, 0, NUMBER)

    def answer(self, calls: Iterable[int | str], error: int) -> Iterator[Instruction]:
        """Answer calls, by name or number, with an error; 0 pretends that they succeeded."""
        for call in calls:
            number = self._number(call)
            if number is not None:
                yield Instruction(EQUAL, 0, 1, number)
                yield Instruction(RETURN, 0, 0, ERROR | error)

    def need_equal(self, call: str, value: int) -> Iterator[Instruction]:
        """Allow a call only with this first argument."""
        yield from self._need(call, Instruction(EQUAL, 0, 1, value))

    def need_bit(self, call: str, bit: int) -> Iterator[Instruction]:
        """Allow a call only with this bit set in its first argument."""
        yield from self._need(call, Instruction(ANY_BIT, 0, 1, bit))

    def refuse_argument(self, call: str, position: int, value: int) -> Iterator[Instruction]:
        """Refuse a call with this value as its argument number `position`, from 0."""
        yield Instruction(EQUAL, 0, 4, self._number(call) or 0)
        yield Instruction(LOAD, 0, 0, ARGUMENTS + 8 * position)
        yield Instruction(EQUAL, 0, 1, value)
        yield Instruction(RETURN, 0, 0, ERROR | EPERM)
        yield Instruction(LOAD, 0, 0, NUMBER)

    def refuse_bits(self, call: str, position: int, *bits: int) -> Iterator[Instruction]:
        """Refuse a call with all these bits set in its argument number `position`, from 0."""
        yield Instruction(EQUAL, 0, 3 + len(bits), self._number(call) or 0)
        yield Instruction(LOAD, 0, 0, ARGUMENTS + 8 * position)
        for later, bit in reversed(list(enumerate(bits))):
            yield Instruction(ANY_BIT, 0, 1 + later, bit)
        yield Instruction(RETURN, 0, 0, ERROR | EPERM)
        yield Instruction(LOAD, 0, 0, NUMBER)

    def end(self, last: int, error: int) -> Iterator[Instruction]:
        """Answer numbers above `last` with an error, x86's x32 calls among them; allow the rest."""
        yield Instruction(AT_LEAST, 0, 1, last + 1)
        yield Instruction(RETURN, 0, 0, ERROR | error)
        yield Instruction(RETURN, 0, 0, ALLOW)

    def _need(self, call: str, test: Instruction) -> Iterator[Instruction]:
        yield Instruction(EQUAL, 0, 4, self._number(call) or 0)
        yield Instruction(LOAD, 0, 0, ARGUMENTS)
        yield test
        yield Instruction(RETURN, 0, 0, ALLOW)
        yield Instruction(RETURN, 0, 0, ERROR | EPERM)

    def _number(self, call: int | str) -> int | None:
        return call if isinstance(call, int) else NUMBERS[call][self._column]
