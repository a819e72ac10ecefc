"""A course whose one criterion is stochastic, with right and wrong solutions."""

from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT

STOCHASTIC = '''\
import numpy as np

from autograder.testing.chance import Statistic, StochasticCell


class Subject:
    """Doubles with noise; a trial depends on the student, the seed and its number."""

    def __init__(self, student, audit, random):
        self.student, self.seed = student, int(random.integers(1 << 31))

    def measured(self, number):
        noise = np.random.default_rng([self.seed, number]).uniform(-0.1, 0.1)
        return self.student.double(1) / 2 + float(noise)


def size(subject, number):
    return subject.measured(number)


STATISTICS = (Statistic("noisy", "half of double(1), with noise", 0.0, 0.95, size),)
STOCHASTIC = (StochasticCell("1_double", "double", Subject, STATISTICS),)
'''
SOLUTIONS = {
    "wheat_sum": ("Wheat: adds", "", "return x + x"),
    "chaff_same": ("Chaff: returns x", "loses: double.noisy\n", "return x"),
    "chaff_zero": ("Chaff: returns 0", "loses: double.noisy\n", "return 0 * x"),
    "chaff_raises": ("Chaff: raises", "loses: double.noisy\n", "raise ValueError"),
    "chaff_other": ("Chaff: fails elsewhere", "loses: double.small\n", "return 2 * x"),
}


@pytest.fixture
def chancy(course: Path) -> Path:
    """The small course with a stochastic criterion."""
    graders = course / "tests" / "graders" / ASSIGNMENT
    (graders / "stochastic.py").write_text(STOCHASTIC)
    folder = course / "solutions" / ASSIGNMENT / "double"
    folder.mkdir(parents=True)
    for name, (title, loses, body) in SOLUTIONS.items():
        head = f'"""{title}.\n\nnotebook: 1_double\n{loses}mistake: -\n"""\n'
        (folder / f"{name}.py").write_text(f"{head}# %% double\ndef double(x):\n    {body}\n")
    return course
