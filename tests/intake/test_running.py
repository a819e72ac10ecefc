"""A notebook that runs another finds it, and its grade depends on no more than it names."""

import json
from pathlib import Path

import pytest

from autograder.intake import running
from autograder.intake.choosing import Choice, Found
from autograder.intake.reading import Document
from autograder.intake.running import named, others


def document(*sources: str) -> Document:
    """Return a notebook of code, with a text before it."""
    cells = [{"cell_type": "markdown", "source": "# Title"}]
    cells += [{"cell_type": "code", "source": source} for source in sources]
    return Document(json.dumps(cells))


def found(place: str, read: Document) -> Found:
    """Return what lies at a place."""
    return Found(place, Path(place), read)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("week5/my_helpers.ipynb", "my_helpers.ipynb"),
        ("week5/more/my_helpers.ipynb", "more/my_helpers.ipynb"),
        ("my_helpers.ipynb", "my_helpers.ipynb"),
        ("week5.zip/week5/my_helpers.ipynb", "my_helpers.ipynb"),
    ],
)
def test_other_notebooks_lie_where_they_are_looked_for(place: str, name: str) -> None:
    """Only their code comes along, and equal code gives equal bytes."""
    made = others([found(place, document("x = 1"))], {}, "week5", ())
    assert list(made) == [name]
    assert [cell["source"] for cell in json.loads(made[name])["cells"]] == ["x = 1"]
    assert made == others([found(place, document("x = 1"))], {}, "week5", ())


def test_what_counts_for_a_notebook_lies_under_its_name() -> None:
    """Whatever else was handed in."""
    choices = {"1_sums": Choice(document("mine"))}
    made = others([found("week5/1_sums.ipynb", document("old"))], choices, "week5", ())
    assert b"mine" in made["1_sums.ipynb"]


def test_what_cannot_be_read_or_laid_down_is_left_out() -> None:
    """A file where a folder is needed, or a folder where a file is, would stop the worker."""
    several = [
        found("week5/a.ipynb", Document(reason="is a web page")),
        found("week5/given.py/b.ipynb", document("x")),
        found("week5/c.ipynb", document("x")),
    ]
    assert others(several, {}, "week5", ("given.py", "c.ipynb/data.csv")) == {}


def test_no_more_than_what_is_named_comes_along() -> None:
    """A change of another notebook has nobody graded again; notebooks may run each other."""
    runs = {"a.ipynb": "größe.ipynb", "größe.ipynb": "a.ipynb", "c.ipynb": ""}
    notebooks = {name: json.dumps(f"%run {other}").encode() for name, other in runs.items()}
    assert set(named(notebooks, json.dumps("%run ./a.ipynb"))) == {"a.ipynb", "größe.ipynb"}
    assert named(notebooks, json.dumps("x = 1")) == {}


def test_what_a_worker_cannot_be_handed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives hold longer paths than any system, and more than one message: ours is no fault."""
    deep = "/".join(["d" * 190] * 25)
    assert others([found(f"week5/x.zip/{deep}/a.ipynb", document("x"))], {}, "week5", ()) == {}
    monkeypatch.setattr(running, "MOST_BYTES", 300)
    several = [found(f"week5/{number}.ipynb", document("x" * 50)) for number in range(9)]
    several.insert(0, found("week5/large.ipynb", document("x" * 5000)))
    made = others(several, {}, "week5", ())
    assert 0 < len(made) < 9
    assert sum(map(len, made.values())) <= 300
