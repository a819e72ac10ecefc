"""Solutions are seated so that none hides what another loses."""

from pathlib import Path

from autograder.demo.seats import conflict, seats
from autograder.solutions import Solution


def solution(notebook: str, cells: dict[str, str], right: bool = False) -> Solution:
    """Return a solution that replaces the given cells."""
    loses = frozenset() if right else frozenset(f"{name}.value" for name in cells)
    return Solution(Path("x.py"), right, "", notebook, loses, "-", cells)


def test_independent_cells_share_a_student() -> None:
    """Two chaffs of different cells that do not use each other sit together."""
    first = solution("a", {"f": "def f(): pass"})
    second = solution("a", {"g": "def g(): pass"})
    assert [len(seat.solutions) for seat in seats([first, second])] == [2]


def test_same_cell_needs_two_students() -> None:
    """A cell can hold one solution only."""
    first, second = (solution("a", {"f": text}) for text in ("1", "2"))
    assert len(seats([first, second])) == 2


def test_use_of_another_cell_is_a_conflict() -> None:
    """A chaff of g that calls f would hide or inherit what a chaff of f loses."""
    user = solution("a", {"g": "def g(): return f()"})
    used = solution("a", {"f": "def f(): pass"})
    assert conflict(user, used)
    assert conflict(used, user)
    assert not conflict(user, solution("b", {"f": ""}))


def test_loss_in_another_cell_is_a_conflict() -> None:
    """A chaff that loses a criterion of f's needs f as it is in the reference."""
    far = Solution(Path("x.py"), False, "", "a", frozenset({"f.value"}), "-", {"g": ""})
    assert conflict(far, solution("a", {"f": ""}))


def test_right_and_wrong_never_share() -> None:
    """Wheats and chaffs are different students, and a seat loses what its solutions lose."""
    made = seats([solution("a", {"f": ""}), solution("b", {"f": ""}, right=True)])
    assert [seat.student for seat in made] == ["chaff-01", "wheat-01"]
    assert {seat.student: seat.loses for seat in made} == {
        "wheat-01": frozenset(),
        "chaff-01": frozenset({("a", "f.value")}),
    }
