"""Things to read that nobody meant to be read: JSON, notebooks, bytes."""

import json
from typing import Any

from hypothesis import strategies as st

Json = Any

# Half of a surrogate pair can stand in JSON and in no file.
TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats()
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
LINES = TEXT | st.lists(TEXT, max_size=3) | JSON
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252")


def cells(names: list[str]) -> st.SearchStrategy[dict[str, Json]]:
    """Cells that are almost right: known keys with known or any values."""
    data = st.fixed_dictionaries(
        {},
        optional={
            "grade_id": st.sampled_from(names) | JSON,
            "points": JSON,
            "grade": JSON,
            "solution": JSON,
            "schema_version": JSON,
        },
    )
    pictures = st.dictionaries(TEXT, st.dictionaries(TEXT, LINES, max_size=2) | JSON, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "html"]) | JSON,
            "source": LINES,
            "input": LINES,
            "level": JSON,
            "id": st.sampled_from(names) | JSON,
            "metadata": st.fixed_dictionaries({}, optional={"nbgrader": data | JSON}) | JSON,
            "attachments": pictures | JSON,
            "outputs": JSON,
        },
    )


def documents(names: list[str]) -> st.SearchStrategy[Json]:
    """Notebooks of any format, some of them only nearly so."""
    some = st.lists(cells(names) | JSON, max_size=8) | JSON
    sheets = st.lists(st.fixed_dictionaries({"cells": some}) | JSON, max_size=2) | JSON
    return st.fixed_dictionaries(
        {},
        optional={
            "cells": some,
            "worksheets": sheets,
            "nbformat": st.integers(0, 6) | JSON,
            "nbformat_minor": JSON,
            "metadata": JSON,
        },
    )


@st.composite
def files(draw: st.DrawFn, names: list[str], whole: bytes) -> bytes:
    """Bytes under a notebook's name: a notebook, another encoding, a torn or changed file."""
    kind = draw(st.sampled_from(["document", "encoded", "any JSON", "changed", "bytes"]))
    if kind == "bytes":
        return draw(st.binary(max_size=200))
    if kind == "changed":
        return changed(draw, whole)
    document = draw(JSON if kind == "any JSON" else documents(names))
    encoding = draw(st.sampled_from(ENCODINGS)) if kind == "encoded" else "utf-8"
    text = json.dumps(document, ensure_ascii=draw(st.booleans()))
    return text.encode(encoding, errors="replace")


def changed(draw: st.DrawFn, whole: bytes) -> bytes:
    """Put other bytes in the place of some, or drop the rest."""
    begin = draw(st.integers(0, len(whole)))
    end = draw(st.integers(begin, min(len(whole), begin + 40)) | st.just(len(whole)))
    return whole[:begin] + draw(st.binary(max_size=20)) + whole[end:]
