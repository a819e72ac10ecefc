"""How much one message between grader and worker may hold, on the way there and on the way back."""

FRAME_BYTES = 64 << 20
DEPTH = 32
VALUES = 200_000
# What came back may be handed over again inside of something else, which needs so much more.
MORE_BYTES, MORE_DEPTH, MORE_VALUES = 1 << 16, 8, 1_000
# Rows of a table or a matrix that may be claimed without a number for each.
ROWS = 8 << 20
# Files below a notebook's folder that are looked at.
FILES = 10_000
