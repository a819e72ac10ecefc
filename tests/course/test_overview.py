"""The table of all checks says what each of them says, and names what is not tried."""

from types import ModuleType
from typing import Any

import gradient_lab
import pytest
from gradient_lab.checks import clipping, explosion, network, remedies, vanishing
from week5_files import NAMES, SOURCE, grade_id, read

MODULES = dict(zip(NAMES, (vanishing, explosion, clipping, remedies, network), strict=True))


def diagnose(norms: Any) -> None:
    """Not written, as it was handed out."""
    raise NotImplementedError


@pytest.mark.parametrize("name", NAMES)
def test_every_check_is_in_the_table_with_its_points(name: str) -> None:
    """What the notebook's check cells carry stands in the module, in their order."""
    cells = [cell for cell in read(SOURCE, name).cells if cell.cell_type == "code"]
    graded = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    points = [(grade_id(cell), cell.metadata.nbgrader.points) for cell in graded]
    module = MODULES[name]
    assert points == [(known, worth) for known, (_, worth) in module.CHECKS.items()]
    for cell, (check, _) in zip(graded, module.CHECKS.values(), strict=True):
        assert f"checks.{check.__name__}({grade_id(cell)})" in cell.source


@pytest.mark.parametrize("name", NAMES)
def test_every_notebook_ends_with_the_table(name: str) -> None:
    """The last cell that runs shows all checks."""
    *_, last = (cell for cell in read(SOURCE, name).cells if cell.cell_type == "code")
    assert last.source.endswith("gradient_lab.checks.all(checks, globals())")


@pytest.mark.parametrize(
    ("module", "defined", "expected"),
    [
        (vanishing, {"diagnose": diagnose}, ["not tried yet", "not written yet"]),
        (vanishing, {"layer_gradient_norms": 1}, ["failed", "not tried yet"]),
    ],
)
def test_states(module: ModuleType, defined: dict[str, Any], expected: list[str]) -> None:
    """A name that is missing, one that is not written, and one that is no function."""
    assert [row.state for row in gradient_lab.checks.all(module, defined).rows] == expected


def test_words_are_those_of_the_check() -> None:
    """As text and as a table: the sentence that the check itself would say, harmless as HTML."""

    def clip_by_value(gradients: list[Any], limit: float) -> str:
        return "<script>"

    table = gradient_lab.checks.all(clipping, {"clip_by_value": clip_by_value})
    with pytest.raises(AssertionError) as raised:
        clipping.clip_by_value(clip_by_value)
    for line in str(raised.value).splitlines():
        assert line in repr(table)
    page = table._repr_html_()
    assert "expected: a list of 3 entries" in page.replace("&nbsp;", " ")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "0 of 5 checks passed." in page


def test_passed_checks_print_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the table tells; the sentences of checks that pass are left out."""

    def rank(results: dict[str, Any]) -> list[str]:
        return ["c", "a", "b"]

    rows = gradient_lab.checks.all(remedies, {"rank": rank}).rows
    assert {row.name: row.state for row in rows}["rank"] == "passed"
    assert capsys.readouterr().out == ""
