"""How many values a msgpack message holds, read from their heads before anything is built.

A decoder reserves room for as many items as a list's head claims. Lists inside lists that each
claim many make gigabytes of a few thousand bytes; here nothing is reserved, and a value that is
claimed must be there. The heads are those of https://github.com/msgpack/msgpack, spec.md.
"""

# Bytes behind the heads whose length does not vary: numbers, and extensions with their code.
_FIXED = {
    **dict(zip(range(0xCA, 0xD4), (4, 8, 1, 2, 4, 8, 1, 2, 4, 8), strict=True)),
    **dict(zip(range(0xD4, 0xD9), (2, 3, 5, 9, 17), strict=True)),
}
# Bytes that tell the length, and bytes that come on top of it: binary, extensions, text.
_COUNTED = {
    **dict(zip(range(0xC4, 0xC7), ((1, 0), (2, 0), (4, 0)), strict=True)),
    **dict(zip(range(0xC7, 0xCA), ((1, 1), (2, 1), (4, 1)), strict=True)),
    **dict(zip(range(0xD9, 0xDC), ((1, 0), (2, 0), (4, 0)), strict=True)),
}
# Bytes that tell the number of items, and values in each: lists and maps.
_ITEMS = {0xDC: (2, 1), 0xDD: (4, 1), 0xDE: (2, 2), 0xDF: (4, 2)}


class TooMany(ValueError):
    """A message that holds more values than are allowed."""


def count_values(message: bytes | bytearray, allowed: int) -> int:
    """Return the number of values in one message, keys included and extensions counted as one.

    TooMany where they are more than is allowed; ValueError where the message ends before they do.
    """
    position, found, waiting = 0, 0, 1
    while waiting:
        if position >= len(message):
            raise ValueError("the message is cut short")
        inside, position = _behind_head(message, position)
        found += 1
        waiting += inside - 1
        if found + waiting > allowed:
            raise TooMany(f"more than {allowed} values in one message")
    return found


def _behind_head(message: bytes | bytearray, start: int) -> tuple[int, int]:
    """Return how many values follow inside of the value at `start`, and where the next begins."""
    head, after = message[start], start + 1
    if 0x80 <= head < 0x90:
        return 2 * (head & 0x0F), after
    if 0x90 <= head < 0xA0:
        return head & 0x0F, after
    if 0xA0 <= head < 0xC0:
        return 0, after + (head & 0x1F)
    if head in _ITEMS:
        width, each = _ITEMS[head]
        return each * _number(message, after, width), after + width
    if head in _COUNTED:
        width, more = _COUNTED[head]
        return 0, after + width + more + _number(message, after, width)
    return 0, after + _FIXED.get(head, 0)


def _number(message: bytes | bytearray, start: int, width: int) -> int:
    return int.from_bytes(message[start : start + width], "big")
