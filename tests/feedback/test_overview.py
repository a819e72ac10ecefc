"""The page with the total of a student's assignment."""

from bs4 import BeautifulSoup, Tag

from autograder.feedback.overview import MOST_LOSSES, Overview, Part, overview_page


def loss(name: str, points: float) -> dict[str, object]:
    """Return what the head of a notebook's page says of a criterion."""
    return {"cell": "c 1", "name": name, "message": "got `<b>`", "points": points}


def page(*parts: Part, late: float = 0.0) -> Tag:
    """Return the page of an assignment."""
    score = sum(part.score for part in parts) - late
    shown = Overview("week5", "ada <i>", score, late, parts)
    return BeautifulSoup(overview_page(shown), "html.parser").body


def test_total_leaves_out_what_a_person_has_yet_to_give() -> None:
    """Points that wait are neither earned nor lost; the late penalty is."""
    parts = Part("1 a", 4, 10, 3, graded=True), Part("2_b", 0, 5, 0, graded=False)
    body = page(*parts, late=1)
    assert body.select_one(".total").get_text() == (
        "3 of 12 points so far; 3 to be given by a person"
    )
    lines = [tr.get_text(" ", strip=True) for tr in body.select(".contents tr")]
    assert lines == [
        "1 a 3 to be given by a person 4 of 7 points",
        "2_b not handed in 0 of 5 points",
        "Late submission \N{MINUS SIGN}1 points",
    ]
    assert [a["href"] for a in body.select(".contents a")] == ["1%20a.html"]


def test_what_to_do_next_is_ordered_over_all_notebooks() -> None:
    """What costs most comes first, each with a link to its cell; what is quoted is no markup."""
    first = Part("1_a", 0, 9, 0, graded=True, losses=[loss("small", 0.5)] * MOST_LOSSES)
    second = Part("2_b", 0, 9, 0, graded=True, losses=[loss("large", 2)])
    body = page(first, second)
    told = [li.get_text() for li in body.select("ol li")]
    assert told[:2] == ["2 large: got <b>", "0.5 small: got <b>"]
    assert len(told) == MOST_LOSSES
    assert "and 1 more, 0.5 points: on the pages of the notebooks" in body.get_text()
    assert body.select_one("ol a")["href"] == "2_b.html#c%201"
    assert not body.select("b, i, script")


def test_losses_of_an_earlier_grading_have_no_points() -> None:
    """A notebook that was entered before points were noted is shown all the same."""
    old = {"cell": "c", "name": "old", "message": "m"}
    body = page(Part("1_a", 0, 9, 0, graded=True, losses=[old]))
    assert body.select_one("ol li").get_text() == "old: m"
