"""Cut-offs of the criteria that chance has a say in; `autograder calibrate` writes the file."""

from pathlib import Path

from autograder.thresholds import read_cut_offs

CUT_OFFS = read_cut_offs(Path(__file__).parent)
