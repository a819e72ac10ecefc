"""The report on a large made-up class: its time, its peak of memory, the size of its files.

With `--sort-seconds`, and so on, also how long Chromium takes to sort the table of students by
points, and to leave the rows that hold a name, until it has drawn what came of it. Ends with
status 1 where the report is over a limit that is asked for.

    python benchmarks/class_report.py --students 500 --seconds 60 --page-megabytes 5 \\
        --sort-seconds 1 --filter-seconds 1
    python benchmarks/class_report.py --students 5000 --memory-megabytes 2048
"""

import argparse
import json
import math
import re
import resource
import shutil
import subprocess
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
POLICY = re.compile('<meta http-equiv="Content-Security-Policy"[^>]*>')
# Reading a place has the browser lay the page out, which is most of its work.
HANDS = """<script>
const seconds = (act) => {
  const began = performance.now();
  act();
  document.body.getBoundingClientRect();
  return (performance.now() - began) / 1000;
};
const table = document.querySelector("#table-students");
const words = document.querySelector('form[data-table="table-students"] [name="words"]');
document.title = JSON.stringify({
  sort_seconds: seconds(() => table.querySelectorAll("th button")[1].click()),
  filter_seconds: seconds(() => {
    words.value = "student-0007";
    words.dispatchEvent(new Event("input", { bubbles: true }));
  }),
});
</script>"""


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
        if math.isfinite(options.sort_seconds) or math.isfinite(options.filter_seconds):
            found |= _in_browser(page)
    sys.exit(_told(found, vars(options)))


def _in_browser(page: Path) -> dict[str, float]:
    """Return the seconds that a sorting and a filtering of the students take in Chromium."""
    by_hand = page.with_name("by_hand.html")
    by_hand.write_text(POLICY.sub("", page.read_text()).replace("</body>", f"{HANDS}</body>"))
    command = [
        *(shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu"),
        *("--disable-background-networking", f"--user-data-dir={page.parent / 'profile'}"),
        *("--dump-dom", by_hand.as_uri()),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    found: dict[str, float] = json.loads(re.findall("<title>(.*?)</title>", run.stdout)[0])
    return found


def _told(found: Mapping[str, float], limits: Mapping[str, float]) -> bool:
    """Print every figure; return whether one is over its limit."""
    over = False
    for name, value in found.items():
        limit = limits.get(name, math.inf)
        over |= value > limit
        print(f"{name.replace('_', ' ')}: {value:.2f}" + " (too much)" * (value > limit))
    return over


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=500)
    for name in (
        *("seconds", "page-megabytes", "memory-megabytes"),
        *("sort-seconds", "filter-seconds"),
    ):
        parser.add_argument(f"--{name}", type=float, default=math.inf)
    return parser.parse_args()


if __name__ == "__main__":
    main()
