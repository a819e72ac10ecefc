"""Hidden graders of 1_table. Students never see this file; they read docstrings and messages.

A DataFrame crosses to the student's functions and back. docs/graders.md of nbgradient names
everything that graders may use.
"""

import numpy as np
import pandas as pd
import pytest

from autograder.testing.checks import as_frame, as_series
from autograder.testing.comparisons import assert_frame_equal, assert_series_equal

CITIES = ("Oslo", "Rome", "Cairo", "Lima")


def drawn(random):
    """Return a table without gaps: each city in three months, in random order."""
    rows = [(city, month) for city in CITIES for month in (1, 5, 9)]
    table = pd.DataFrame(rows, columns=["city", "month"]).iloc[random.permutation(len(rows))]
    degrees = random.permutation(np.linspace(-20, 40, len(rows))).round(1)
    return table.assign(degrees=degrees).reset_index(drop=True)


@pytest.mark.criterion("without_gaps", hint="Gaps are filled, not left out.")
def test_gaps(student, random):
    """without_gaps(table) leaves out the rows without degrees."""
    table = drawn(random)
    gaps = random.choice(len(table), size=3, replace=False)
    table.loc[gaps, "degrees"] = np.nan
    came = student.without_gaps(table)
    assert_frame_equal(came, table.drop(gaps), "12 rows, 3 with a gap", index=False)


@pytest.mark.criterion("without_gaps", needs=("gaps",), hint="A gap in another column costs a row.")
def test_other_gaps(student, random):
    """A gap in another column costs no row."""
    table = drawn(random)
    table.loc[int(random.integers(len(table))), "city"] = None
    rows = len(as_frame(student.without_gaps(table), "without_gaps(table)"))
    assert rows == 12, f"12 rows, one without a city: expected 12 rows, got {rows}"


@pytest.mark.criterion("means", hint="One mean is taken for the whole table.")
def test_cities(student, random):
    """means(table) has one entry for each city."""
    came = list(as_series(student.means(drawn(random)), "means(table)").index)
    assert sorted(map(str, came)) == sorted(CITIES), f"expected {sorted(CITIES)}, got {came}"


@pytest.mark.criterion("means", needs=("cities",), hint="The median is taken, not the mean.")
def test_values(student, random, measure):
    """means(table) gives the mean of each city's degrees."""
    table = drawn(random)
    came = as_series(student.means(table), "means(table)").sort_index()
    expected = table.groupby("city")["degrees"].mean()
    for city in CITIES:
        measure(f"mean of {city}", came[city], asked=f"{expected[city]:.3f}")
    assert_series_equal(came, expected, "means(table)")


@pytest.mark.criterion("warmest", weight=3, hint="The coldest month is taken, or the last one.")
def test_months(student, random):
    """warmest(table) names the month with the highest degrees of each city."""
    table = drawn(random)
    came = as_frame(student.warmest(table), "warmest(table)", ["city", "month"])
    months = dict(zip(came["city"], came["month"], strict=True))
    rows = table.loc[table.groupby("city")["degrees"].idxmax()]
    expected = dict(zip(rows["city"], rows["month"], strict=True))
    assert months == expected, f"expected {expected}, got {months}"


@pytest.mark.criterion("warmest", weight=1, needs=("months",), hint="The rows are not sorted.")
def test_order(student, random):
    """warmest(table) has the cities in alphabetical order."""
    table = drawn(random)
    # The city that comes last is the warmest: whoever sorts by degrees is never right by chance.
    table.loc[table.index[table["city"] == "Rome"][0], "degrees"] = 50.0
    came = as_frame(student.warmest(table), "warmest(table)", ["city", "month"])
    cities = came["city"].tolist()
    assert cities == sorted(CITIES), f"expected {sorted(CITIES)}, got {cities}"
