"""Heads of the files in `attacks/` and `mishaps/`: fields, points, and which the tests ask for."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pytest

File = TypeVar("File")


def read_head(path: Path, names: Sequence[str], optional: Sequence[str] = ()) -> dict[str, str]:
    """Return the fields of a file's head, each in one line; ValueError where one is missing."""
    field = rf"^({'|'.join([*names, *optional])}):[ \t]*((?:.|\n[ \t]+)*)$"
    head = path.read_text(encoding="utf-8").split('"""')[1]
    fields = {name: " ".join(text.split()) for name, text in re.findall(field, head, re.MULTILINE)}
    if missing := set(names) - set(fields):
        raise ValueError(f"{path}: the head lacks {sorted(missing)}")
    return fields


def points_of(outcome: str) -> dict[str, float | None]:
    """Return the points of each grade cell, None where it waits for a person."""
    found = re.findall(r"(\w+) (waits|[\d.]+)", outcome)
    return {name: None if value == "waits" else float(value) for name, value in found}


def wanted(items: Sequence[pytest.Item], name: str, every: Sequence[File]) -> Sequence[File]:
    """Return the files that the chosen tests are about, all of them where none is named."""
    chosen = [vars(item).get("callspec") for item in items]
    named = {each.params[name] for each in chosen if each and name in each.params}
    return [file for file in every if file in named or not named]
