"""A cell that reads where there is nothing.

class: process, segfault
tries: crashes the process and, should it be the same, the grader
outcome: total 4, scaled 6
says: SIGSEGV
"""

# %% first
import ctypes

ctypes.string_at(0)
