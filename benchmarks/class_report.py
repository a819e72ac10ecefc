"""The report on a large made-up class: its time, its peak of memory, the size of its files.

Ends with status 1 where the report is over a limit that is asked for.

    python benchmarks/class_report.py --students 500 --seconds 60 --page-megabytes 5
    python benchmarks/class_report.py --students 5000 --memory-megabytes 2048
"""

import argparse
import math
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from report.made_class import Course, make_class

from autograder.report.view import Links
from autograder.report.writing import write_report

# As large as the assignment of this course: 15 cells, 120 criteria.
CELLS, CRITERIA = 5, 8
KILO, MEGA = 1024, 1e6


def main() -> None:
    """Make the class, write its report, print what that took."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder), cells=CELLS, criteria=CRITERIA)
        sources = make_class(course, options.students)
        started = time.perf_counter(), time.process_time()
        links = Links(Path(folder) / "feedback", Path(folder) / "out", "http://x", "gradients")
        page = write_report(replace(sources, similarity=True), (), links)
        found = {
            "seconds": time.perf_counter() - started[0],
            "cpu_seconds": time.process_time() - started[1],
            "page_megabytes": page.stat().st_size / MEGA,
            "json_megabytes": page.with_name("class.json").stat().st_size / MEGA,
            "memory_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILO,
        }
    sys.exit(_told(found, vars(options)))


def _told(found: Mapping[str, float], limits: Mapping[str, float]) -> bool:
    """Print every figure; return whether one is over its limit."""
    over = False
    for name, value in found.items():
        limit = limits.get(name, math.inf)
        over |= value > limit
        print(f"{name.replace('_', ' ')}: {value:.1f}" + " (too much)" * (value > limit))
    return over


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    for name in ("seconds", "page-megabytes", "memory-megabytes"):
        parser.add_argument(f"--{name}", type=float, default=math.inf)
    return parser.parse_args()


if __name__ == "__main__":
    main()
