"""Every attack is contained: it costs its own cells, it is told in words, it leaves no trace."""

import json
from typing import Any

import pytest
from attacks.attack_course import MARKS, NOTEBOOK, POINTS
from attacks.conftest import Batch, honest_name
from attacks.reading import Attack, read_attacks

MEBIBYTE = 1 << 20
# What the trusted side may need at its peak for one submission.
ROOM = 300 * MEBIBYTE


@pytest.fixture(params=read_attacks(), ids=lambda attack: attack.name)
def attack(request: pytest.FixtureRequest) -> Attack:
    """Each file in turn."""
    found: Attack = request.param
    return found


def test_points_are_those_honestly_earned(attack: Attack, graded: Batch) -> None:
    """Each cell has the points that the head of the file names."""
    record = graded.record(graded.student(attack))
    cells = {cell.cell: cell.score for cell in record.cells}
    assert {name: cells[name] for name in POINTS} == attack.points, said(graded, attack)


def test_told_in_words(attack: Attack, graded: Batch) -> None:
    """The record, or the notebook with its outputs, says what happened."""
    told = said(graded, attack)
    assert attack.told(told, graded.findings["level"]), told


def test_nothing_hidden_is_told(attack: Attack, graded: Batch) -> None:
    """No word of graders, environment or other submissions has reached the student."""
    words = said(graded, attack)
    own = (graded.root / "submitted" / graded.student(attack)).rglob("*.ipynb")
    handed_in = "".join(path.read_text(errors="replace") for path in own if path.is_file())
    assert [mark for mark in MARKS if mark in words and mark not in handed_in] == []


def test_neighbours_are_graded_as_if_alone(attack: Attack, graded: Batch) -> None:
    """Those graded just before and after have the grades of somebody graded alone."""
    alone = plain_grade(graded, honest_name(0))
    for neighbour in graded.neighbours(attack):
        assert plain_grade(graded, neighbour) == alone


def test_nothing_is_left(attack: Attack, graded: Batch) -> None:
    """No process or scratch file remains, and little memory was needed."""
    left = graded.leftovers(graded.student(attack))
    assert (left.strangers, left.scratch) == ([], [])
    assert left.growth < ROOM, f"{left.growth / MEBIBYTE:.0f} MiB"


def test_gradebook_changes_in_its_own_rows(attack: Attack, graded: Batch) -> None:
    """The grade is entered, or it is told why not, and nobody else's is touched."""
    entered = graded.findings["entered"][graded.student(attack)]
    assert entered["others"] == []
    told, level = entered["told"], graded.findings["level"]
    assert not told or (attack.says and attack.told(told, level))


def test_files_are_as_before(graded: Batch) -> None:
    """Graders, sources, submissions, secret and gradebook are byte for byte what they were."""
    assert graded.findings["changed"] == []


def test_whole_batch_leaves_nothing(graded: Batch) -> None:
    """After the batch there is no process, no scratch folder and nothing that was planted."""
    left = {name: graded.findings[name] for name in ("processes", "scratch", "planted")}
    assert left == {"processes": [], "scratch": [], "planted": []}


def test_descriptors_do_not_accumulate(graded: Batch) -> None:
    """Each grading process and its fork server hold as many at the end as at the beginning."""
    counts: dict[int, set[tuple[int, int]]] = {}
    for student in graded.findings["reasons"]:
        left = graded.leftovers(student)
        if left.parent_descriptors:  # none before the first notebook that can be read
            held = (left.descriptors, left.parent_descriptors)
            counts.setdefault(left.process, set()).add(held)
    assert [seen for seen in counts.values() if len(seen) > 1] == []


def test_memory_does_not_accumulate(graded: Batch) -> None:
    """Each grading process is about as large after the last submission as after the first."""
    sizes: dict[int, list[int]] = {}
    for student in graded.findings["reasons"]:
        left = graded.leftovers(student)
        sizes.setdefault(left.process, []).append(left.resident)
    grown = [seen[-1] - seen[0] for seen in sizes.values()]
    assert [growth for growth in grown if growth > ROOM] == []


def said(graded: Batch, attack: Attack) -> str:
    """Return all that the record and the executed notebook say, as one text."""
    student = graded.student(attack)
    grade = graded.grade(student)
    messages = [result.message for cell in grade.cells for result in cell.criteria]
    outputs = [text for cell in grade.executed["cells"] for text in texts(cell.get("outputs", []))]
    notes = [cell["source"] for cell in grade.executed["cells"] if cell["cell_type"] == "markdown"]
    told = graded.findings["entered"][student]["told"]
    problems = map(str, graded.record(student).problems)
    return "\n".join([*problems, *messages, *outputs, *notes, told])


def texts(value: Any) -> list[str]:
    """Return every text inside an output."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def plain_grade(graded: Batch, student: str) -> tuple[Any, Any]:
    """Return record and notebook without what names the student or the time."""
    record = json.loads(graded.record(student).to_json())
    grade = json.loads(graded.grade(student).model_dump_json())
    for each in (record, grade):
        each.pop("seconds")
    for name in ("key", "seeds", "notebooks"):
        record["environment"].pop(name)
    record.pop("student")
    grade.pop("key")
    grade.pop("pace")
    grade.pop("preflight")  # the reference may come to be graded while the batch runs
    assert grade["notebook"] == NOTEBOOK
    return record, grade
