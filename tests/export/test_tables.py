"""The CSV and the JSON of our own."""

import csv
import io
import json
from dataclasses import replace

import jsonschema
import pytest

from autograder.export.finals import Finals
from autograder.export.tables import HEADINGS, ExportDocument, as_csv, as_json


def rows(finals: Finals) -> dict[str, dict[str, str]]:
    """Read the CSV back as a program would."""
    text = as_csv(finals).encode().decode("utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_one_row_a_student(finals: Finals) -> None:
    """Points in the end, of each cell, and of each criterion."""
    found = rows(finals)
    assert list(found) == sorted(final.student.id for final in finals.students)
    half = found["0042"]
    assert (half["last_name"], half["score"], half["max_score"]) == ("Müller", "2.5", "7")
    assert half["1_first/slope"] == "2.5"
    assert (half["1_first/slope/sign"], half["1_first/slope/size"]) == ("1", "1.5")
    assert found["ada"]["late_penalty"] == "1"
    assert found["nemo"]["score"] == found["nemo"]["1_first/slope"] == ""


def test_names_are_no_formulas(finals: Finals) -> None:
    """A spreadsheet would compute what begins with a sign of equality."""
    assert rows(finals)["zoe\u0301"]["last_name"] == "'=HYPERLINK(1)"


def test_criteria_of_a_cell_add_up(finals: Finals) -> None:
    """What the graders gave is shared out among the criteria without a rest."""
    for final in json.loads(as_json(finals))["students"]:
        for cell in final["cells"]:
            if cell["criteria"]:
                assert sum(each["points"] for each in cell["criteria"]) == cell["score"]
                assert sum(each["max_points"] for each in cell["criteria"]) == cell["max_score"]


def test_json_follows_its_schema(finals: Finals) -> None:
    """Numbers are numbers, and who has none has null."""
    document = json.loads(as_json(finals))
    jsonschema.validate(document, ExportDocument.model_json_schema(mode="serialization"))
    scores = {each["student"]: each["score"] for each in document["students"]}
    assert scores["ada"] == pytest.approx(5.5)
    assert scores["nemo"] is None


def test_empty_class_has_headings(finals: Finals) -> None:
    """A file without rows still says what would be in it."""
    nobody = replace(finals, students=())
    assert as_csv(nobody).removeprefix("\ufeff").strip() == ",".join(HEADINGS)
