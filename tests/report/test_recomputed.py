"""`class.json` recomputed from the files of the records alone, by other means: equal to 1e-9.

Nothing of the report is imported to recompute it, and no array: sums and loops in plain Python.
"""

import json
import math
import statistics
from collections import Counter
from typing import Any

import pytest
from report.made_class import Course, make_class

from autograder.report.assembling import assemble
from autograder.report.reading import read_class

Records = list[dict[str, Any]]
Key = tuple[str, str, str]
SIZE = 60
TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Records]:
    """The report of a class as its file says it, and the records as theirs say them."""
    course = Course(tmp_path_factory.mktemp("class"))
    report = assemble(read_class(make_class(course, SIZE)), (), course.store)
    paths = sorted(course.store.folder.glob("*.json"))
    return json.loads(report.to_json()), [json.loads(path.read_text()) for path in paths]


def outcomes(record: dict[str, Any]) -> dict[Key, tuple[dict[str, Any], float]]:
    """Return each criterion's outcome, and the points of its cell that it is worth."""
    found = {}
    for cell in record["cells"]:
        weights = math.fsum(each["weight"] for each in cell["criteria"])
        for each in cell["criteria"]:
            share = cell["max_score"] * each["weight"] / weights
            found[cell["notebook"], cell["cell"], each["name"]] = (each, share)
    return found


def judged(record: dict[str, Any]) -> dict[Key, tuple[float, float]]:
    """Return credit and points possible of every criterion that was judged."""
    return {
        key: (each["credit"], share)
        for key, (each, share) in outcomes(record).items()
        if each["verdict"] != "unjudged"
    }


def test_counts_and_facility(made: tuple[dict[str, Any], Records]) -> None:
    """Verdicts are counted, and the mean credit is that of all who were judged."""
    report, records = made
    assert {len(report["criteria"]), 72} == {72}
    for line in report["criteria"]:
        key = line["notebook"], line["cell"], line["criterion"]
        met = [outcomes(record)[key][0] for record in records if key in outcomes(record)]
        counts = Counter(each["verdict"] for each in met)
        for verdict in ("passed", "failed", "blocked", "unjudged"):
            assert line[verdict] == counts[verdict]
        credits = [each["credit"] for each in met if each["verdict"] != "unjudged"]
        assert line["facility"] == pytest.approx(statistics.fmean(credits), abs=TOLERANCE)


def test_discrimination(made: tuple[dict[str, Any], Records]) -> None:
    """The correlation with the share of everything else, and its interval by Fisher's z."""
    report, records = made
    rows = [judged(record) for record in records]
    for line in report["criteria"]:
        key = line["notebook"], line["cell"], line["criterion"]
        credits, rests = [], []
        for row in rows:
            if key in row:
                others = [row[other] for other in row if other != key]
                possible = math.fsum(share for _, share in others)
                credits.append(row[key][0])
                rests.append(math.fsum(c * share for c, share in others) / possible)
        expected = statistics.correlation(credits, rests)
        assert line["discrimination"] == pytest.approx(expected, abs=TOLERANCE)
        half = statistics.NormalDist().inv_cdf(0.975) / math.sqrt(len(credits) - 3)
        low, high = (math.tanh(math.atanh(expected) + step) for step in (-half, half))
        assert line["interval"]["low"] == pytest.approx(low, abs=TOLERANCE)
        assert line["interval"]["high"] == pytest.approx(high, abs=TOLERANCE)


def test_alpha(made: tuple[dict[str, Any], Records]) -> None:
    """Cronbach's alpha over those whom all criteria have judged."""
    report, records = made
    rows = [judged(record) for record in records]
    met = Counter(key for row in rows for key in row)
    keys = [key for key in met if 2 * met[key] >= len(records)]
    whole = [
        [row[key][0] * row[key][1] for key in keys] for row in rows if all(k in row for k in keys)
    ]
    single = math.fsum(statistics.variance(column) for column in zip(*whole, strict=True))
    count, together = len(keys), statistics.variance(map(math.fsum, whole))
    expected = count / (count - 1) * (1 - single / together)
    found = report["reliability"]
    assert (found["students"], found["criteria"]) == (len(whole), count)
    assert len(whole) > 10
    assert found["alpha"] == pytest.approx(expected, abs=TOLERANCE)
    assert found["interval"]["low"] < expected < found["interval"]["high"]


def test_groups(made: tuple[dict[str, Any], Records]) -> None:
    """Those who failed the same criteria of a cell by the same exceptions are together."""
    report, records = made
    expected: dict[Any, list[str]] = {}
    for record in records:
        for cell in record["cells"]:
            failed = [each for each in cell["criteria"] if each["verdict"] == "failed"]
            faults = {(e["fault"]["kind"], e["fault"]["exception"]) for e in failed if e["fault"]}
            if failed:
                names = frozenset(each["name"] for each in failed)
                key = cell["notebook"], cell["cell"], names, frozenset(faults)
                expected.setdefault(key, []).append(record["student"])
    found = {
        (
            group["notebook"],
            group["cell"],
            frozenset(group["failed"]),
            frozenset((each["kind"], each["exception"]) for each in group["faults"]),
        ): group["students"]
        for group in report["groups"]
    }
    assert found == expected
    sizes = [len(group["students"]) for group in report["groups"]]
    assert sizes == sorted(sizes, reverse=True)


def test_misconceptions(made: tuple[dict[str, Any], Records]) -> None:
    """Each hint has those who got it, once each."""
    report, records = made
    expected: dict[Any, set[str]] = {}
    for record in records:
        for (notebook, cell, _), (each, _) in outcomes(record).items():
            if each["verdict"] == "failed" and each["hint"]:
                expected.setdefault((notebook, cell, each["hint"]), set()).add(record["student"])
    found = {(m["notebook"], m["cell"], m["hint"]): m["students"] for m in report["misconceptions"]}
    assert {key: set(names) for key, names in found.items()} == expected
    assert all(len(set(names)) == len(names) for names in found.values())


def test_points(made: tuple[dict[str, Any], Records]) -> None:
    """Points are the record's and a person's; what they add up to is the same by notebook."""
    report, records = made
    lines = {line["student"]: line for line in report["students"]}
    for record in records:
        automatic = math.fsum(cell["score"] or 0.0 for cell in record["cells"])
        line = lines[record["student"]]
        assert line["points"] - automatic == pytest.approx(2, abs=TOLERANCE) or (
            line["points"] == pytest.approx(automatic, abs=TOLERANCE)
        )
        by_notebook = math.fsum(each["points"] for each in line["notebooks"])
        assert by_notebook == pytest.approx(line["points"], abs=TOLERANCE)
        lost = math.fsum(s * (1 - c) for c, s in judged(record).values())
        told = math.fsum(each["points"] for each in line["lost"])
        assert told == pytest.approx(lost, abs=TOLERANCE)
    points = [line["points"] for line in report["students"]]
    assert report["points"]["median"] == pytest.approx(statistics.median(points), abs=TOLERANCE)
    assert sum(bar["students"] for bar in report["points"]["bars"]) == SIZE
