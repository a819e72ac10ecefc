"""The limits of one submission, all in one place."""

from dataclasses import dataclass

from autograder.worker import crossing

MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30
# The least that may be set, where it is not just above 0. With less memory than this TensorFlow
# crashes instead of raising MemoryError.
FLOORS = {
    "address_space_bytes": 5 * GIBIBYTE // 2,
    "data_bytes": 600 * MEBIBYTE,
    "address_space_bytes_per_core": 0,
    "processes_per_core": 0,
}


@dataclass(frozen=True)
class Limits:
    """Times in seconds of wall clock, sizes in bytes.

    Times are several times what honest code takes on an idle machine: a score must not depend on
    what else the machine has to do.

    `limits_of` holds what a course sets to `FLOORS`; tests may go below.
    """

    cell_seconds: float = 120.0
    notebook_seconds: float = 600.0
    call_seconds: float = 60.0
    grading_seconds: float = 1800.0
    audit_seconds: float = 300.0
    data_bytes: int = 2 * GIBIBYTE
    address_space_bytes: int = 8 * GIBIBYTE
    address_space_bytes_per_core: int = GIBIBYTE // 4
    processes: int = 64
    processes_per_core: int = 4
    open_files: int = 256
    file_bytes: int = 64 * MEBIBYTE
    scratch_bytes: int = 256 * MEBIBYTE
    output_bytes: int = 8 * MEBIBYTE
    notebook_output_bytes: int = 32 * MEBIBYTE
    frame_bytes: int = crossing.FRAME_BYTES
    notebook_bytes: int = 256 * MEBIBYTE
    notebook_cells: int = 2000
    code_bytes: int = MEBIBYTE // 2
    text_bytes: int = 4 * MEBIBYTE
    picture_bytes: int = 32 * MEBIBYTE
    reading_bytes: int = GIBIBYTE
    reading_seconds: float = 20.0
