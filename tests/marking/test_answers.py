"""`autograder answers`: the page and the table."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from gradebook.written_course import ESSAY, ESSAYS
from marking.essays import ANSWERS, PIXEL, give

from autograder.cli import main
from autograder.spreadsheet import Table, read_table


def answers(course: Path, *options: str) -> Result:
    """Run the command."""
    arguments = ["answers", ESSAYS, "--cell", "why", "--course", str(course), *options]
    return CliRunner().invoke(main, arguments)


def page(course: Path) -> BeautifulSoup:
    """Return the page that was written."""
    return BeautifulSoup(
        (course / "marking" / ESSAYS / ESSAY / "why.html").read_text(), "html.parser"
    )


def table(course: Path) -> Table:
    """Return the table that was written."""
    return read_table(course / "marking" / ESSAYS / ESSAY / "why.csv")


@pytest.fixture(scope="module")
def written(made_essays: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with page and table written."""
    folder = tmp_path_factory.mktemp("written")
    result = answers(made_essays, "--output", str(folder / "marking" / ESSAYS))
    assert result.exit_code == 0, result.output
    return folder


def students(course: Path) -> list[list[str]]:
    """Return the names on the page, group by group."""
    groups = page(course).select("article .students")
    return [[item.get_text(" ", strip=True) for item in group.select("li")] for group in groups]


def test_identical_answers_are_together_and_empty_ones_apart(written: Path) -> None:
    """Spaces at the end make no difference; what is as released or missing comes last."""
    assert students(written)[0] == ["ada", "bob"]
    assert students(written)[-1] == ["dee", "fay no notebook"]
    heads = [head.get_text() for head in page(written).select("article h2")]
    assert heads[-1] == "Nothing written: 2 students" and "Nothing" not in " ".join(heads[:-1])
    assert len(page(written).select("article.empty")) == 1


def test_question_and_scheme_stand_on_top(written: Path) -> None:
    """As released, and as in source/."""
    text = page(written).get_text()
    assert text.index("Why does the gradient vanish?") < text.index("Marking scheme")
    assert text.index("one point for a factor") < text.index("ada")


def test_pictures_are_shown(written: Path) -> None:
    """They are in the page itself."""
    assert PIXEL in page(written).select_one("article img[alt=it]")["src"]


def test_page_runs_nothing_and_needs_no_network(written: Path) -> None:
    """What a student wrote is harmless; the browser is told so as well."""
    found = page(written)
    assert not found.select("script, link, iframe, [onerror]")
    assert "default-src 'none'" in str(found.select_one("meta[http-equiv]"))


def test_formulas_are_mathematics(written: Path) -> None:
    """As on the student's own page."""
    assert page(written).select("article math")


def test_table_has_a_row_for_everyone(written: Path) -> None:
    """Identical answers have one number, and no cell is a formula."""
    rows = {row[0]: row for row in table(written).rows}
    assert rows.keys() == ANSWERS.keys()
    assert rows["ada"][1] == rows["bob"][1] != rows["eve"][1]
    assert rows["eve"][2] == '\'=HYPERLINK("http://evil.example")'
    assert (rows["dee"][2], rows["ada"][3], rows["ada"][5]) == ("", "", "3")


def test_marks_that_hold_are_shown(essays: Path) -> None:
    """Whoever goes on sees what is done."""
    give(essays, "eve", 1.5, "Not an answer.")
    assert answers(essays).exit_code == 0
    row = next(row for row in table(essays).rows if row[0] == "eve")
    assert row[3:5] == ("1.5", "Not an answer.")
    assert any("eve 1.5 points Not an answer." in group for group in students(essays))


def test_names_are_hidden(essays: Path) -> None:
    """Neither page nor table has a name, nor the order of names."""
    assert answers(essays, "--anonymous").exit_code == 0
    names = [row[0] for row in table(essays).rows]
    assert all(name.startswith("A-") for name in names)
    assert not {*ANSWERS} & {name for group in students(essays) for name in group}
    one_group = [row[0] for row in table(essays).rows if row[1] == "1"]
    assert one_group == sorted(one_group)


def test_table_is_not_written_over(essays: Path) -> None:
    """Somebody may have filled it in."""
    assert answers(essays).exit_code == 0
    again = answers(essays)
    assert again.exit_code == 1
    assert "why.csv: exists already" in again.output


def test_without_a_cell_every_question_is_written(essays: Path) -> None:
    """What has a table already is told, and the answers that wait are counted."""
    command = ["answers", ESSAYS, "--course", str(essays)]
    first = CliRunner().invoke(main, command)
    assert first.exit_code == 0 and page(essays).get_text()
    told = "answers 4, different 3, to be read 4, empty 2"
    assert told in first.output
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 0 and "why.csv: exists already" in again.output


def test_unknown_question_is_told(essays: Path) -> None:
    """The message names those that there are."""
    result = CliRunner().invoke(main, ["answers", ESSAYS, "--cell", "how", "--course", str(essays)])
    assert f"no written question is called 'how' in essays; there are: {ESSAY}/why" in result.output


def test_course_without_source_has_no_scheme(essays: Path) -> None:
    """Answers can be read all the same."""
    (essays / "source" / ESSAYS / f"{ESSAY}.ipynb").unlink()
    assert answers(essays).exit_code == 0
    assert "Marking scheme" not in page(essays).get_text()
