"""Whose fault an outcome of a grader is, and where the line is that an instructor must mend."""

import os
from pathlib import Path

import pytest
from testing.small_run import GRADER_FILE, Calls, grade

from autograder.errors import AuditorFailed, GraderError
from autograder.records import Verdict
from autograder.testing.run import run_graders


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("[][0]", "IndexError: list index out of range"),
        ("assert student.f(3) == 6 / 0", "ZeroDivisionError: division by zero"),
        ("object() + 1", "TypeError: unsupported operand"),
        ("raise ValueError(object())", "ValueError: <object object>"),
        ("pytest.skip('not today')", "Skipped: not today"),
        ("pytest.xfail('known')", "XFailed: known"),
    ],
)
def test_our_fault_goes_to_a_person(fault: str, words: str, tmp_path: Path) -> None:
    """A bug of the grader's, a skip or an xfail costs nobody a point, and its line is told."""
    body = f"""
        @pytest.mark.criterion("cell")
        def test_value(student):
            {fault}
        """
    result = grade(tmp_path, body, f=lambda x: 2 * x)["value"]
    assert result.verdict is Verdict.UNJUDGED
    assert result.message.startswith(f"could not be judged: {GRADER_FILE}, line 5: {words}")


def test_line_of_a_helper_beside_the_graders_is_told(tmp_path: Path) -> None:
    """What went wrong in a module that graders share is looked for there."""
    folder = (tmp_path / GRADER_FILE).parent
    (folder / "shapes").mkdir(parents=True)
    (folder / "shapes" / "halves.py").write_text("def half(x):\n    return x / 0\n")
    body = """
        from shapes.halves import half

        @pytest.mark.criterion("cell")
        def test_value(student):
            assert half(4) == 2
        """
    message = grade(tmp_path, body)["value"].message
    assert "tests/graders/numbers/shapes/halves.py, line 2: ZeroDivisionError" in message


def test_fault_without_a_line_of_the_graders_is_told_with_the_test(tmp_path: Path) -> None:
    """A criterion that cannot begin names the line at which it stands."""
    body = """
        @pytest.mark.criterion("cell")
        def test_first(student):
            [][0]

        @pytest.mark.criterion("cell", needs=("first",))
        def test_second(student):
            pass
        """
    message = grade(tmp_path, body)["second"].message
    assert f"{GRADER_FILE}, line 7: NeedUnjudged: second needs 'first'" in message


def test_fault_of_the_machine_blames_no_line(tmp_path: Path) -> None:
    """Where the auditor dies under a sound grader, nobody is sent to look at the grader."""

    def measured() -> None:
        raise AuditorFailed("the auditor died")

    body = """
        @pytest.mark.criterion("cell")
        def test_value(student):
            student.measured()
        """
    result = grade(tmp_path, body, measured=measured)["value"]
    assert result.verdict is Verdict.UNJUDGED
    assert result.message == "could not be judged: AuditorFailed: the auditor died"


def test_graders_that_do_not_import_are_the_instructors_fault(tmp_path: Path) -> None:
    """A syntax error in a grader is told with the file, and nobody gets a zero for it."""
    (tmp_path / "test_notebook.py").write_text("def broken(:\n")
    with pytest.raises(GraderError, match="test_notebook.py"):
        run_graders(tmp_path / "test_notebook.py", Calls({}))


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("@pytest.mark.criterion('cell', weight=0)", "test_value: weight: expected a positive"),
        ("", "test_value: no pytest.mark.criterion"),
        ("@pytest.mark.criterion('cell', mistakes=(1,))", "test_value: .* another .* cell.value"),
    ],
)
def test_graders_that_break_a_rule_run_nobodys_code(
    marker: str, words: str, tmp_path: Path
) -> None:
    """Whoever has not asked beforehand is told by the run, and no test has run."""
    body = f"""
        class TestSound:
            @pytest.mark.criterion("cell")
            def test_value(self, student):
                student.never()

        {marker}
        def test_value():
            pass
        """
    with pytest.raises(GraderError, match=f"did not run: {GRADER_FILE}, line .*: {words}"):
        grade(tmp_path, body, never=lambda: pytest.fail("a test has run"))


def test_graders_are_read_anew_at_every_run(tmp_path: Path) -> None:
    """A long-lived process judges by the graders as they stand now."""
    body = """
        @pytest.mark.criterion("cell")
        def test_value(student):
            assert student.f() == {}, "no"
        """
    first = grade(tmp_path, body.format(3), f=lambda: 3)
    second = grade(tmp_path, body.format(4), f=lambda: 3)
    assert (first["value"].verdict, second["value"].verdict) == (Verdict.PASSED, Verdict.FAILED)


def test_users_own_pytest_options_reach_no_grader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment tells pytest to do with its owner's tests changes no verdict."""
    told = {"PYTEST_ADDOPTS": f"--junitxml={tmp_path} --deselect=x -k nothing"}
    told["PYTEST_PLUGINS"] = "nowhere_to_be_found"
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    body = """
        @pytest.mark.criterion("cell")
        def test_value(student):
            \"\"\"f() is 3.\"\"\"
            assert student.f() == 3
        """
    assert grade(tmp_path, body, f=lambda: 3)["value"].verdict is Verdict.PASSED
    assert {name: os.environ[name] for name in told} == told
