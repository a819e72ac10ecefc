"""What counts is decided from what was found, by its cells and never by its points."""

import json
from pathlib import Path

import pytest
from tiny_course import ASSIGNMENT, NOTEBOOK, source_notebook

from autograder.intake.choosing import Choice, Found, choose
from autograder.intake.reading import Document
from autograder.released import ReleasedNotebook

OTHER = "2_triple"
ASKED = {name: f"{ASSIGNMENT}/{name}.ipynb" for name in (NOTEBOOK, OTHER)}
PLACE = ASKED[NOTEBOOK]


def released() -> dict[str, ReleasedNotebook]:
    """Return two notebooks that share one cell only."""
    other = source_notebook()
    for each in other.cells:
        each.source = each.source.replace("ouble", "riple").replace("Why", "How")
        if "nbgrader" in each.metadata and each.id != "given_setup":
            each.metadata["nbgrader"]["grade_id"] += "_of_triple"
    return {
        NOTEBOOK: ReleasedNotebook(NOTEBOOK, source_notebook()),
        OTHER: ReleasedNotebook(OTHER, other),
    }


def found(place: str, answer: str = "", of: str = NOTEBOOK, named: bool = True) -> Found:
    """Return a notebook with an answer in it, or as released."""
    cells = [
        {
            "source": each.source,
            "grade_id": each.metadata.get("nbgrader", {}).get("grade_id", "") if named else "",
        }
        for each in released()[of].notebook.cells
    ]
    if answer:
        cells[2]["source"] = answer
    return Found(place, Path(place), Document(cells=json.dumps(cells)))


def broken(place: str, reason: str = "is a web page", refused: bool = False) -> Found:
    """Return what could not be read."""
    return Found(place, Path(place), Document(reason=reason, refused=refused))


def chosen(*several: Found, name: str = NOTEBOOK) -> Choice:
    """Return what counts for one of the notebooks."""
    return choose(several, ASKED, released())[name]


@pytest.mark.parametrize(
    "place",
    [
        f"{ASSIGNMENT}/Copy of {NOTEBOOK}.ipynb",
        f"{ASSIGNMENT}/{NOTEBOOK}-Copy1.ipynb",
        f"{ASSIGNMENT}/{NOTEBOOK.upper()}.IPYNB",
        f"{ASSIGNMENT}/{NOTEBOOK}.ipynb.txt",
        f"{ASSIGNMENT}/{ASSIGNMENT}/{NOTEBOOK}.ipynb",
        f"{NOTEBOOK}.ipynb",
        f"{ASSIGNMENT.title()}/homework.ipynb",
        f"{ASSIGNMENT}.zip/{ASSIGNMENT}/{NOTEBOOK}.ipynb",
    ],
)
@pytest.mark.parametrize("named", [True, False], ids=["names", "texts"])
def test_one_version_counts_wherever_it_lies(place: str, named: bool) -> None:
    """Beside nothing, and beside the untouched release; where it lay is told."""
    mine = found(place, "mine", named=named)
    for several in ([mine], [found(PLACE), mine], [mine, found(f"x/{PLACE}", "mine")][:1]):
        choice = chosen(*several)
        assert choice.document == mine.document
        assert choice.said == (f"was found as {place!r}; expected {PLACE!r}",)


def test_version_at_its_place_counts_and_the_others_are_named() -> None:
    """Which file counts is known beforehand by its name."""
    choice = chosen(found("copy.ipynb", "other"), found(PLACE, "mine"))
    assert choice.document == found(PLACE, "mine").document
    assert choice.said == (f"was not looked at, because {PLACE!r} counts: 'copy.ipynb'",)


def test_several_versions_elsewhere_wait_for_a_person() -> None:
    """Nobody chooses; two files that hold the same are one version."""
    choice = chosen(found("a.ipynb", "one"), found("b.ipynb", "two"), found(PLACE))
    assert (choice.document, choice.waits) == (None, True)
    assert "'a.ipynb', 'b.ipynb'" in choice.reason
    assert chosen(found("a.ipynb", "one"), found("b.ipynb", "one")).document is not None


@pytest.mark.parametrize("place", [f"{ASSIGNMENT}/work.zip", f"{NOTEBOOK} (1).ipynb"])
@pytest.mark.parametrize("beside", [(), (found(PLACE),)], ids=["alone", "with the release"])
def test_what_is_not_understood_waits(place: str, beside: tuple[Found, ...]) -> None:
    """It is told where it lies and what it is."""
    choice = chosen(broken(place), *beside)
    assert choice.waits
    assert f"{place!r} is a web page" in choice.reason


def test_names_in_archives_flood_no_table() -> None:
    """The first are told, each cut; repr leaves nothing in them that moves a terminal's cursor."""
    place = f"x.zip/\x1b[2J{'a' * 60_000}"
    reason = chosen(*(found(f"{place}{each}.ipynb", f"x = {each}") for each in range(50))).reason
    assert len(reason) < 5_000
    assert "\x1b" not in reason
    assert "and 40 more" in reason
    assert len(chosen(*(broken(f"{place}{each}.ipynb") for each in range(50))).reason) < 5_000


def test_file_that_is_none_at_its_place_is_told_and_waits_for_nobody() -> None:
    """Unless there is something else, or the file holds several versions, or the fault is ours."""
    choice = chosen(broken(PLACE))
    assert (choice.reason, choice.waits, choice.missing) == ("is a web page", False, False)
    assert chosen(broken(PLACE), found("x.ipynb", "mine")).document is not None
    assert chosen(broken(PLACE), broken("x.zip")).waits
    undecided = Document(reason="holds a merge conflict", waits=True)
    assert chosen(Found(PLACE, Path(PLACE), undecided)).waits


def test_notebook_of_other_cells_waits_where_nothing_else_was_handed_in() -> None:
    """It may be the work of a student who began anew."""
    strange = Found("x.ipynb", Path("x"), Document('[{"source": "x = 1", "grade_id": ""}]'))
    assert chosen(strange).waits
    assert "is a notebook of other cells" in chosen(strange).reason
    assert chosen(strange, found(PLACE, "mine")).said == ()
    empty = Found("x.ipynb", Path("x"), Document('[{"source": " ", "grade_id": ""}]'))
    assert chosen(empty).missing


def test_two_notebooks_with_each_others_names_are_told_apart() -> None:
    """The cells say which is which."""
    several = found(PLACE, "mine", of=OTHER), found(ASKED[OTHER], "yours")
    assert chosen(*several).document == several[1].document
    assert chosen(*several, name=OTHER).document == several[0].document


def test_nothing_is_missing_and_a_link_is_refused() -> None:
    """Both are no mishap that a person could mend."""
    assert chosen().missing
    choice = chosen(broken(PLACE, "not a plain file", refused=True), found("x.ipynb", "mine"))
    assert (choice.reason, choice.waits, choice.missing) == ("not a plain file", False, False)


def test_untouched_release_is_graded_as_it_is() -> None:
    """It earns what it earns; nobody has to look."""
    choice = chosen(found(PLACE), found("x.ipynb"))
    assert choice.document == found(PLACE).document
    assert choice.said == ()
