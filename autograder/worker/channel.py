"""The bridge: whole messages in and out of a socket, each under one deadline.

A message on the bridge is its length in four bytes, then what `wire.encode` wrote.
"""

import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from autograder.worker import wire

_HEADER = struct.Struct(">I")


class ChannelClosed(wire.WireError):
    """The other side has gone."""


@dataclass(frozen=True)
class Channel:
    """One end of the bridge; `incoming` are the limits of what is received, where they differ.

    A deadline is a reading of `time.monotonic()`; None waits for ever. TimeoutError when it has
    passed, ChannelClosed when the other side has gone; after either the channel is of no more use.
    """

    connection: socket.socket
    limits: wire.WireLimits = field(default_factory=wire.WireLimits)
    incoming: wire.WireLimits | None = None

    def send(self, value: Any, deadline: float | None = None) -> None:
        """Write one message."""
        write_frame(self.connection, wire.encode(value, self.limits), deadline)

    def receive(self, deadline: float | None = None) -> Any:
        """Read and decode one message."""
        limits = self.incoming or self.limits
        data = read_frame(self.connection, limits.frame_bytes, deadline)
        return wire.decode(data, limits)


def write_frame(connection: socket.socket, data: bytes, deadline: float | None = None) -> None:
    """Write the length and the bytes."""
    try:
        connection.settimeout(_remaining(deadline))
        connection.sendall(_HEADER.pack(len(data)) + data)
    except ConnectionError as error:
        raise ChannelClosed("the other side has gone") from error


def read_frame(
    connection: socket.socket, frame_bytes: int, deadline: float | None = None
) -> bytearray:
    """Read one length and as many bytes; the length is checked before anything is allocated."""
    (length,) = _HEADER.unpack(_read_exactly(connection, _HEADER.size, deadline))
    wire.check_length(length, frame_bytes)
    return _read_exactly(connection, length, deadline)


def _read_exactly(connection: socket.socket, count: int, deadline: float | None) -> bytearray:
    buffer = bytearray(count)
    view = memoryview(buffer)
    while view:
        connection.settimeout(_remaining(deadline))
        received = _receive_into(connection, view)
        if not received:
            raise ChannelClosed("the other side has gone")
        view = view[received:]
    return buffer


def _receive_into(connection: socket.socket, view: memoryview) -> int:
    try:
        return connection.recv_into(view)
    except ConnectionError:
        return 0


def _remaining(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("the deadline has passed")
    return remaining
