"""Write the report of a class: `class.json`, and the page that shows it."""

from collections.abc import Sequence
from pathlib import Path

from autograder.disk import write_whole, writing
from autograder.report.assembling import assemble
from autograder.report.page import page
from autograder.report.reading import Sources, read_class
from autograder.report.view import Links
from autograder.solutions import Solution


def write_report(sources: Sources, solutions: Sequence[Solution], links: Links) -> Path:
    """Write both files into the folder of the links and return the page's path.

    OperatorFault where the disk refuses one.
    """
    report = assemble(read_class(sources), solutions, sources.store, sources.given)
    numbers, shown = links.output / "class.json", links.output / "index.html"
    with writing(links.output):
        write_whole(numbers, report.to_json())
        write_whole(shown, page(report, links))
    return shown
