"""Hidden graders of 1_table. Students never see this file; they read docstrings and messages.

A DataFrame stays in the student's process. Graders build it there from plain lists, by source that
`student.load` runs, and get lists back. docs/graders.md of nbgradient names everything else.
"""

import numpy as np
import pytest

from autograder.errors import StudentRaised

# Students can read this source: it holds no expected value.
TABLES = """
import pandas as pd

def table(columns):
    return pd.DataFrame(columns)

def columns(found):
    if not isinstance(found, pd.DataFrame):
        raise TypeError(f"expected a DataFrame, got {type(found).__name__}")
    return {name: found[name].tolist() for name in found.columns}

def pairs(found):
    if not isinstance(found, pd.Series):
        raise TypeError(f"expected a Series, got {type(found).__name__}")
    return {key: float(value) for key, value in found.items()}
"""
CITIES = ("Oslo", "Rome", "Cairo", "Lima")


def drawn(random):
    """Return columns without gaps: each city in three months, in random order."""
    rows = [(city, month) for city in CITIES for month in (1, 5, 9)]
    order = random.permutation(len(rows))
    cities, months = zip(*(rows[place] for place in order), strict=True)
    degrees = random.permutation(np.linspace(-20, 40, len(rows))).round(1).tolist()
    return {"city": list(cities), "month": list(months), "degrees": degrees}


def came_of(student, name, columns, read):
    """Return what a function of the student's gives for a table, read as plain values."""
    tables = student.load(TABLES)
    found = getattr(student, name)(tables.table(columns))
    try:
        return getattr(tables, read)(found)
    except StudentRaised as error:
        return pytest.fail(f"{name}(table): {error.message}")


def left(columns, rows):
    """Return the columns with these rows only."""
    return {name: [values[row] for row in rows] for name, values in columns.items()}


@pytest.mark.criterion("without_gaps", hint="Gaps are filled, not left out.")
def test_gaps(student, random):
    """without_gaps(table) leaves out the rows without degrees."""
    columns = drawn(random)
    gaps = {int(row) for row in random.choice(12, size=3, replace=False)}
    columns["degrees"] = [None if row in gaps else columns["degrees"][row] for row in range(12)]
    came = came_of(student, "without_gaps", columns, "columns")
    expected = left(columns, [row for row in range(12) if row not in gaps])
    rows = len(came.get("degrees", []))
    assert rows == 9, f"12 rows, 3 with a gap: expected 9 rows, got {rows}"
    assert came == expected, f"expected the rows {expected}, got {came}"


@pytest.mark.criterion("without_gaps", needs=("gaps",), hint="A gap in another column costs a row.")
def test_other_gaps(student, random):
    """A gap in another column costs no row."""
    columns = drawn(random)
    columns["city"][int(random.integers(12))] = None
    rows = len(came_of(student, "without_gaps", columns, "columns").get("degrees", []))
    assert rows == 12, f"12 rows, one without a city: expected 12 rows, got {rows}"


@pytest.mark.criterion("means", hint="One mean is taken for the whole table.")
def test_cities(student, random):
    """means(table) has one entry for each city."""
    came = came_of(student, "means", drawn(random), "pairs")
    assert set(came) == set(CITIES), f"expected {sorted(CITIES)}, got {list(came)}"


@pytest.mark.criterion("means", needs=("cities",), hint="The median is taken, not the mean.")
def test_values(student, random, measure):
    """means(table) gives the mean of each city's degrees."""
    columns = drawn(random)
    came = came_of(student, "means", columns, "pairs")
    for city in CITIES:
        rows = [row for row in range(12) if columns["city"][row] == city]
        expected = float(np.mean(left(columns, rows)["degrees"]))
        number = measure(f"mean of {city}", came[city], asked=f"{expected:.3f}")
        assert np.isclose(number, expected), f"{city}: expected {expected:.3f}, got {number:.3f}"


def expected_months(columns):
    """Return the warmest month by city, in alphabetical order."""
    by_degrees = sorted(range(12), key=lambda row: columns["degrees"][row])
    last = {columns["city"][row]: columns["month"][row] for row in by_degrees}
    return dict(sorted(last.items()))


@pytest.mark.criterion("warmest", weight=3, hint="The coldest month is taken, or the last one.")
def test_months(student, random):
    """warmest(table) names the month with the highest degrees of each city."""
    columns = drawn(random)
    came = came_of(student, "warmest", columns, "columns")
    months = dict(zip(came.get("city", []), came.get("month", []), strict=False))
    expected = expected_months(columns)
    assert months == expected, f"expected {expected}, got {months}"


@pytest.mark.criterion("warmest", weight=1, needs=("months",), hint="The rows are not sorted.")
def test_order(student, random):
    """warmest(table) has the cities in alphabetical order."""
    columns = drawn(random)
    # The city that comes last is the warmest: whoever sorts by degrees is never right by chance.
    degrees, hot = columns["degrees"], columns["city"].index("Rome")
    top = degrees.index(max(degrees))
    degrees[hot], degrees[top] = degrees[top], degrees[hot]
    came = came_of(student, "warmest", columns, "columns")
    assert came["city"] == sorted(CITIES), f"expected {sorted(CITIES)}, got {came['city']}"
