"""How much one message between grader and worker may hold, on the way there and on the way back."""

FRAME_BYTES = 64 << 20
DEPTH = 32
VALUES = 200_000
