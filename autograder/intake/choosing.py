"""Decide, from what was found in a student's folder, what counts for each released notebook.

A notebook is known by its cells, not by its name. What lies where it was asked for counts, once
it differs from the release; else the one version that does. Nobody chooses between several. A file
under the right name that is no notebook is what it is, unless anything else was handed in.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from autograder.intake.code import tidy
from autograder.intake.findings import listed
from autograder.intake.reading import Document
from autograder.released import ReleasedNotebook

# What Jupyter, browsers and file managers add to a name, and what remains of its endings.
ADDED = re.compile(r"^copy of |-checkpoint$| ?-? ?copy ?\d*$| ?\(\d+\)$|[ _-]\d+$", re.IGNORECASE)
SHARE = 0.5
# As long as a name may be in most file systems; archives may hold longer ones, and many.
LONGEST_NAME = 255


@dataclass(frozen=True)
class Found:
    """A notebook that was found, or what may hide one; `place` is below the student's folder."""

    place: str
    file: Path
    document: Document

    @cached_property
    def ids(self) -> frozenset[str]:
        """The names that nbgrader gave to its cells."""
        return frozenset(filter(None, (cell["grade_id"] for cell in self._cells)))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What stands in its cells."""
        return tuple(filter(None, (tidy(cell["source"]) for cell in self._cells)))

    @cached_property
    def name(self) -> str:
        """Its name without what copying and saving add."""
        name, shorter = "", PurePosixPath(self.place).name.lower().partition(".")[0][:LONGEST_NAME]
        while name != shorter:
            name, shorter = shorter, ADDED.sub("", shorter).strip()
        return name

    @property
    def shown(self) -> str:
        """Its place in words, cut where it is longer than any that a person chose."""
        cut = f"{self.place[:LONGEST_NAME]}…" if len(self.place) > LONGEST_NAME else self.place
        return repr(cut)

    @property
    def empty(self) -> bool:
        """Whether it was read, and there is nothing in it."""
        return not self.document.reason and not self.texts

    @property
    def why_not(self) -> str:
        """Why it was not understood."""
        return self.document.reason or "is a notebook of other cells"

    @property
    def _cells(self) -> list[dict[str, str]]:
        cells: list[dict[str, str]] = json.loads(self.document.cells or "[]")
        return cells


@dataclass(frozen=True)
class Choice:
    """What counts for one notebook: a document, or none for a reason, in words.

    `waits` where a person decides; `said` is what else is to be told.
    """

    document: Document | None = None
    file: Path | None = None
    reason: str = ""
    waits: bool = False
    said: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether nothing was handed in."""
        return self.document is None and not self.waits and not self.reason


def choose(
    found: Sequence[Found], asked: Mapping[str, str], released: Mapping[str, ReleasedNotebook]
) -> dict[str, Choice]:
    """Return what counts for each released notebook; `asked` is the place of each."""
    owned = [(each, _owner(each, asked, released)) for each in found]
    strange = [each for each, owner in owned if owner is None and not each.empty]
    choices = {}
    for name, notebook in released.items():
        mine = [each for each, owner in owned if owner == name]
        choices[name] = _choice(mine, strange, asked[name], notebook)
    return choices


def _owner(
    found: Found, asked: Mapping[str, str], released: Mapping[str, ReleasedNotebook]
) -> str | None:
    """Return whose notebook it is: by its cells, else by its place, else by its name."""
    shares = {name: _share(found, each) for name, each in released.items()}
    best = max(shares.values())
    like = [name for name, share in shares.items() if share == best >= SHARE]
    if len(like) == 1:
        return like[0]
    at_its_place = [name for name, place in asked.items() if place == found.place]
    by_name = [name for name in released if _is_named(found, name)]
    return next(iter([*at_its_place, *by_name]), None)


def instead(found: Iterable[Found], missing: Iterable[str]) -> dict[str, Choice]:
    """Return what is decided by a person: what bears a missing notebook's name and is none.

    A script, an exported page, a copy that Jupyter keeps for itself.
    """
    every = list(found)
    like = {name: [each for each in every if _is_named(each, name)] for name in missing}
    reason = "a person looks at what was handed in instead of the notebook"
    return {name: _waits(f"{reason}: {_places(those)}") for name, those in like.items() if those}


def _is_named(found: Found, name: str) -> bool:
    stem = PurePosixPath(found.place).name.lower().partition(".")[0]
    return name.lower() in {found.name, stem}


def _share(found: Found, released: ReleasedNotebook) -> float:
    """Return which part of the released cells is there, by their names or by their texts."""
    ids, texts = set(released.cells_by_id), _texts(released)
    by_id = len(ids & found.ids) / len(ids) if ids else 0.0
    return max(by_id, len(texts & set(found.texts)) / len(texts) if texts else 0.0)


def _texts(released: ReleasedNotebook) -> set[str]:
    return set(filter(None, (tidy(cell.source) for cell in released.notebook.cells)))


def _choice(
    mine: Sequence[Found], strange: Sequence[Found], asked: str, released: ReleasedNotebook
) -> Choice:
    """Choose among what is one notebook's; `strange` is what was not understood."""
    if refused := [each for each in mine if each.place == asked and each.document.refused]:
        return Choice(reason=refused[0].document.reason)
    unread = [each for each in mine if each.document.reason]
    read = [each for each in mine if not each.document.reason]
    worked = _versions([each for each in read if set(each.texts) - _texts(released)])
    if counting := [each for each in worked if each.place == asked] or _only(worked):
        return _taken(counting[0], asked, [*worked, *unread])
    if worked:
        return _waits(f"several versions differ, and a person decides: {_places(worked)}")
    unknown = [*unread, *strange]
    if [each.place for each in unknown] == [asked] and not unknown[0].document.waits:
        return Choice(reason=unknown[0].why_not)
    if unknown:
        reasons = listed([f"{each.shown} {each.why_not}" for each in unknown], "; ")
        return _waits(f"a person looks at what was not understood: {reasons}")
    untouched = sorted(read, key=lambda each: each.place != asked)
    return _taken(untouched[0], asked, []) if untouched else Choice()


def _only(versions: list[Found]) -> list[Found]:
    return versions if len(versions) == 1 else []


def _versions(worked: Iterable[Found]) -> list[Found]:
    """Return the first of each group that hold the same."""
    return list({each.texts: each for each in reversed(list(worked))}.values())[::-1]


def _taken(found: Found, asked: str, every: Sequence[Found]) -> Choice:
    elsewhere = f"was found as {found.shown}; expected {asked!r}"
    others = [each for each in every if each is not found]
    beside = f"was not looked at, because {found.shown} counts: {_places(others)}"
    said = [elsewhere] * (found.place != asked) + [beside] * bool(others)
    return Choice(found.document, found.file, said=(*said, *found.document.said))


def _waits(reason: str) -> Choice:
    return Choice(reason=reason, waits=True)


def _places(found: Iterable[Found]) -> str:
    return listed([each.shown for each in found])
