"""Find the students behind the names that a platform gives."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.collect.uploads import Sender, plain_name
from autograder.errors import TableError
from autograder.export import canvas, moodle
from autograder.export.finals import Final, Finals, Student
from autograder.export.matching import Keys, match, normal
from autograder.spreadsheet import Table, read_table

# Where a platform's table has the number of a person, and what of a student stands in its columns.
TABLES: Mapping[str, tuple[str, Keys]] = {
    "moodle": ("Identifier", moodle.KEYS),
    "canvas": ("ID", canvas.KEYS),
}


STRANGER = "is not in the gradebook"


@dataclass(frozen=True)
class Found:
    """The student of each sender; `by_name` are those of whom the platform says no more.

    `unknown` says of the others why they are nobody beyond doubt.
    """

    students: Mapping[Sender, str]
    by_name: frozenset[Sender]
    unknown: Mapping[Sender, str]

    @property
    def every(self) -> tuple[Sender, ...]:
        """All senders."""
        return (*self.students, *self.unknown)


def find_senders(
    senders: Iterable[Sender], roster: Sequence[Student], numbers: Mapping[str, str]
) -> Found:
    """Match senders to the students of a roster, one to one.

    An id, an e-mail or a number counts before a name; a name counts where nobody else on either
    side has it. `numbers` are the students by the platform's number, as its table has them.
    """
    every = tuple(dict.fromkeys(senders))
    keys, names = _keys(roster), _names(roster)
    certain = {each: _by_keys(each, keys, numbers) for each in every}
    alike = _alike(each for each in every if not certain[each])
    students: dict[Sender, str] = {}
    unknown: dict[Sender, str] = {}
    for sender in every:
        could = certain[sender] or names.get(plain_name(sender.name), frozenset())
        if len(could) == 1 and (certain[sender] or len(alike[plain_name(sender.name)]) == 1):
            students[sender] = min(could)
        else:
            unknown[sender] = _why_not(could)
    by_name = frozenset(each for each in students if not certain[each])
    return _one_to_one(Found(students, by_name, unknown))


def numbers_of(path: Path, platform: str, roster: Sequence[Student]) -> dict[str, str]:
    """Return students by the platform's number, from the table that it offers for download.

    TableError where it is not such a table.
    """
    if platform not in TABLES:
        raise TableError(f"{path}: only {' and '.join(TABLES)} offer a table that is read here")
    heading, keys = TABLES[platform]
    table = read_table(path)
    place = table.column(heading)
    if place is None:
        there = ", ".join(table.headings)
        raise TableError(f"{path}: expected a column {heading!r}, there are: {there}")
    finals = Finals("", 0.0, tuple(Final(student) for student in roster))
    rows = match(table, _rows(table), finals, keys).rows
    return {_number(table.rows[row][place]): final.student.id for row, final in rows.items()}


def _rows(table: Table) -> list[int]:
    return [row for row, cells in enumerate(table.rows) if any(cells)]


def _number(cell: str) -> str:
    """Return the number alone: Moodle writes `Participant 1234`, in any language."""
    return cell.rpartition(" ")[2]


def _keys(roster: Sequence[Student]) -> Mapping[str, frozenset[str]]:
    pairs = ((key, each.id) for each in roster for key in (each.id, each.email, each.lms_user_id))
    return _grouped((normal(key), name) for key, name in pairs if key)


def _names(roster: Sequence[Student]) -> Mapping[str, frozenset[str]]:
    """Return students by their names, in both orders."""
    return _grouped(
        (plain_name(*names), each.id)
        for each in roster
        for names in ((each.first_name, each.last_name), (each.last_name, each.first_name))
        if each.name
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, name in pairs:
        found[key].add(name)
    return {key: frozenset(names) for key, names in found.items()}


def _by_keys(
    sender: Sender, keys: Mapping[str, frozenset[str]], numbers: Mapping[str, str]
) -> frozenset[str]:
    if sender.number in numbers:
        return frozenset({numbers[sender.number]})
    named = [keys[key] for key in map(normal, _told(sender)) if key in keys]
    if not named:
        return frozenset()
    return frozenset.intersection(*named) or frozenset.union(*named)


def _told(sender: Sender) -> Iterator[str]:
    yield from filter(None, (sender.id, sender.email))
    # A participant's number in Moodle is no person's: somebody else may have it as an id.
    if sender.number and not sender.participant:
        yield sender.number


def _alike(senders: Iterable[Sender]) -> Mapping[str, list[Sender]]:
    found: dict[str, list[Sender]] = defaultdict(list)
    for sender in senders:
        found[plain_name(sender.name)].append(sender)
    return found


def _why_not(could: frozenset[str]) -> str:
    if len(could) > 1:
        return f"may be {' or '.join(sorted(could))}"
    return "others in the download have the same name" if could else STRANGER


def _one_to_one(found: Found) -> Found:
    """Take out students whom two senders are."""
    senders: dict[str, list[Sender]] = defaultdict(list)
    for sender, student in found.students.items():
        senders[student].append(sender)
    twice = {
        each: name for name, several in senders.items() if len(several) > 1 for each in several
    }
    return Found(
        {each: name for each, name in found.students.items() if each not in twice},
        found.by_name - set(twice),
        {**found.unknown, **{each: f"is {name}, as is another" for each, name in twice.items()}},
    )
