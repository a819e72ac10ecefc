"""Answers of one cell that are alike, whatever their variables are called.

The tokens are copydetect's, a library with few dependencies that compares code as MOSS does; it
works on strings, where compare50 wants folders of files. All its sequences of tokens are taken,
not a sample, as cells are short: the result does not hang on how Python hashes strings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from copydetect.utils import filter_code, hashed_kgrams
from scipy import sparse

from autograder.report.facts import Person
from autograder.report.schema import Similar

# Length of a sequence in characters of code without names, spaces and comments.
SEQUENCE = 25
# Answers with less of their own are alike because there is little to write.
FEWEST_OWN = 60
# Text that a larger part of the class wrote says nothing, though two may always have it.
COMMON, RARE = 0.1, 2
LEAST_SHARE = 0.8
MOST_PAIRS = 30
MOST_CHARACTERS = 4000

Key = tuple[str, str]


@dataclass(frozen=True)
class _Pair:
    """Two students of one cell, with the sequences that both have."""

    key: Key
    students: tuple[str, str]
    shared: int
    share: float


def similar(people: Sequence[Person], released: Iterable[str]) -> tuple[Similar, ...]:
    """Return the pairs of most text in common; `released` is what everyone was given."""
    given = {each for text in released for each in _sequences(text)}
    pairs = [
        pair
        for key, answers in _by_cell(people).items()
        for pair in _pairs(key, {name: _sequences(answers[name]) - given for name in answers})
    ]
    pairs.sort(key=lambda pair: (-pair.shared * pair.share, pair.key, pair.students))
    codes = {person.student: person.answers for person in people}
    return tuple(_shown(pair, codes) for pair in pairs[:MOST_PAIRS])


def _by_cell(people: Iterable[Person]) -> dict[Key, dict[str, str]]:
    found: dict[Key, dict[str, str]] = {}
    for person in people:
        for key, code in person.answers.items():
            found.setdefault(key, {})[person.student] = code
    return found


def _sequences(code: str) -> set[int]:
    tokens, _ = filter_code(code, "answer.py", "python")
    return set(hashed_kgrams(tokens, SEQUENCE).tolist())


def _pairs(key: Key, own: Mapping[str, set[int]]) -> Iterator[_Pair]:
    """Yield the pairs that share most of what either has beside the common text."""
    students = sorted(own)
    table = _table([own[student] for student in students])
    lengths = np.asarray(table.sum(axis=1)).ravel()
    shared = sparse.triu(table @ table.T, k=1).tocoo()
    for one, other, count in zip(shared.row, shared.col, shared.data, strict=True):
        longest = max(lengths[one], lengths[other])
        if longest >= FEWEST_OWN and count >= LEAST_SHARE * longest:
            names = students[one], students[other]
            yield _Pair(key, names, int(count), float(count / longest))


def _table(own: Sequence[set[int]]) -> sparse.csr_array:
    """Return a row for each student, a column for each sequence, common ones left out."""
    column: dict[int, int] = {}
    places = [
        (row, column.setdefault(each, len(column))) for row, x in enumerate(own) for each in x
    ]
    rows, columns = zip(*places, strict=True) if places else ((), ())
    shape = len(own), max(1, len(column))
    table = sparse.csr_array((np.ones(len(places), np.int32), (rows, columns)), shape=shape)
    counts = np.asarray(table.sum(axis=0)).ravel()
    return table[:, counts <= max(RARE, COMMON * len(own))]


def _shown(pair: _Pair, codes: Mapping[str, Mapping[Key, str]]) -> Similar:
    one, other = (codes[student][pair.key][:MOST_CHARACTERS] for student in pair.students)
    return Similar(
        notebook=pair.key[0],
        cell=pair.key[1],
        students=pair.students,
        share=pair.share,
        codes=(one, other),
    )
