"""The class report as one HTML file, which needs no network.

What students wrote or were called is escaped by the template; the one script of the page is
named by its hash, so that no other runs.
"""

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, Template

from autograder.feedback.criteria import with_code
from autograder.feedback.gradients import number
from autograder.report import drawing, words
from autograder.report.drawing import drawings, guides, lines
from autograder.report.schema import ClassReport
from autograder.report.view import HEIGHT, WIDTH, Links, glance, queues, shown_groups

FILTERS = (
    words.flags,
    words.reason,
    words.behaviour,
    words.faults,
    words.measured,
    words.percent,
    words.correlation,
    words.interval,
    words.points,
    words.late,
    words.moment,
    words.duration,
    words.counted,
    number,
    with_code,
)


def page(report: ClassReport, links: Links) -> str:
    """Return the page of a report."""
    script = _asset("report.js")
    groups = shown_groups(report.groups)
    return _template().render(
        report=report,
        glance=glance(report),
        queues=queues(report.waiting),
        groups=groups,
        groups_left_out=len(report.groups) - len(groups),
        links=links,
        waiting_words=words.WAITING,
        drawing=(WIDTH, HEIGHT),
        gradients=drawings(report.gradients),
        guides=guides(),
        gradient_size=(drawing.WIDTH, drawing.HEIGHT),
        accuracies=lines(report.accuracies),
        line_size=(drawing.WIDTH, drawing.LINE_HEIGHT),
        style=_asset("report.css"),
        script=script,
        script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _asset(name: str) -> str:
    return (files("autograder.report") / "templates" / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    loader = PackageLoader("autograder.report")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update({each.__name__: each for each in FILTERS})
    return environment.get_template("report.html.j2")
