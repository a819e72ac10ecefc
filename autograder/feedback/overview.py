"""The page of one student's assignment: the total of its notebooks, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, Template

from autograder.feedback.criteria import with_code

STYLE = Path(__file__).parent / "templates" / "feedback_page" / "feedback.css"
# Nobody does more than these before looking again.
MOST_LOSSES = 10


@dataclass(frozen=True)
class Part:
    """One notebook: its points, those that a person has yet to give, and its page if it has one.

    `losses` are what `autograder.feedback.notes` says was lost in it, `bonus` those of its points
    that do not raise the maximum.
    """

    notebook: str
    score: float
    max_score: float
    waits: float
    graded: bool
    losses: Sequence[Mapping[str, Any]] = field(default=())
    bonus: float = 0.0

    @property
    def page(self) -> str:
        """The address of its page, beside this one."""
        return f"{quote(self.notebook)}.html"


@dataclass(frozen=True)
class Loss:
    """What was lost, with the address of its cell."""

    points: float
    name: str
    message: str
    address: str


@dataclass(frozen=True)
class Overview:
    """What the gradebook holds of one student's assignment; `score` is that of the export.

    `shown` says in words what is not shown yet; nothing but what was handed in if `hidden`.
    """

    assignment: str
    student: str
    score: float
    late_penalty: float
    parts: tuple[Part, ...]
    shown: str = ""
    hidden: bool = False

    @property
    def waits(self) -> float:
        """Points that a person has yet to give."""
        return sum(part.waits for part in self.parts)

    @property
    def bonus(self) -> float:
        """Points that do not raise the maximum."""
        return sum(part.bonus for part in self.parts)

    @property
    def max_score(self) -> float:
        """All points but those that a person has yet to give."""
        return sum(part.max_score for part in self.parts) - self.waits

    @property
    def losses(self) -> list[Loss]:
        """What costs most, over all notebooks."""
        return self._every_loss[:MOST_LOSSES]

    @property
    def more(self) -> tuple[int, float]:
        """How many losses are not named here, and how many points they cost together."""
        left = self._every_loss[MOST_LOSSES:]
        return len(left), sum(loss.points for loss in left)

    @cached_property
    def _every_loss(self) -> list[Loss]:
        found = [_loss(part, loss) for part in self.parts for loss in part.losses]
        return sorted(found, key=lambda loss: -loss.points)


def overview_page(overview: Overview) -> str:
    """Return the page, a single file without a script."""
    return _template().render(shown=overview, style=STYLE.read_text(encoding="utf-8"))


def _loss(part: Part, loss: Mapping[str, Any]) -> Loss:
    # Notebooks that were graded before points were noted have none.
    points = float(loss.get("points", 0.0))
    address = f"{part.page}#{quote(str(loss['cell']))}"
    return Loss(points, str(loss["name"]), str(loss["message"]), address)


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


@cache
def _template() -> Template:
    loader = PackageLoader("autograder.feedback")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(with_code=with_code, number=_number)
    return environment.get_template("overview.html.j2")
