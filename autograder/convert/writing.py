"""The text of a file of hidden graders, from the drafts of its criteria."""

import re
from collections.abc import Iterator
from textwrap import indent

from autograder.convert.drafting import CellDraft, Draft, NotebookDraft
from autograder.convert.translating import TYPE_OF

HEAD = '''"""Hidden graders of {notebook}, drafted from the tests in its cells.

Students never see this file; they read docstrings and messages. docs/graders.md of nbgradient
names everything that a grader may use. A criterion that is not finished is left to a person.
"""
'''
CHECKS = "from autograder.testing.checks import {}"
LONGEST = 80
TODO = "# TODO: a person finishes this: "


def written(draft: NotebookDraft) -> str:
    """Return the file as it is written into the course."""
    imports = {line for line in draft.imports if line.startswith("import ")} | {"import pytest"}
    others = [line for line in draft.imports if line not in imports]
    head = "\n".join([*sorted(imports), *others])
    parts = [HEAD.format(notebook=draft.notebook), f"{head}\n\n{CHECKS.format(_checks(draft))}\n"]
    taken: set[str] = set()
    for cell in draft.cells:
        parts += _cell(cell, taken)
    return "\n".join(parts)


def _checks(draft: NotebookDraft) -> str:
    """Return the names of the checks that finished criteria use."""
    lines = (line for cell in draft.cells for each in cell.criteria for line in each.lines)
    return "type_of, usable" if any(f"{TYPE_OF}(" in line for line in lines) else "usable"


def _cell(cell: CellDraft, taken: set[str]) -> Iterator[str]:
    comments = "".join(f"# Decides no points: {text}\n" for text in cell.comments)
    for number, draft in enumerate(cell.criteria, start=1):
        stem = re.sub(r"\W", "_", f"{cell.cell}_{number}")
        name = f"{stem}_again" if stem in taken else stem
        taken.add(name)
        yield f"\n{comments}{_test(cell.cell, name, draft)}"
        comments = ""


def _test(cell: str, name: str, draft: Draft) -> str:
    head = f"@pytest.mark.criterion({_quoted(cell)})\ndef test_{name}(student):\n"
    body = (
        f'"""{_docstring(draft.asked)}"""\n{_unfinished(draft) if draft.reason else _body(draft)}'
    )
    return head + indent(body, "    ")


def _body(draft: Draft) -> str:
    return "with usable():\n" + indent("\n".join(draft.lines), "    ") + "\n"


def _unfinished(draft: Draft) -> str:
    lines = "\n".join(draft.lines).splitlines()
    comment = "".join(f"# {line}".rstrip() + "\n" for line in lines)
    words = _quoted(f"this grader is not finished: {_docstring(draft.asked)}")
    return f"{TODO}{draft.reason}\n{comment}raise NotImplementedError({words})\n"


def _docstring(text: str) -> str:
    """Return a text in one line that can stand in any quotes."""
    plain = " ".join(text.split()).replace("\\", "/").replace('"', "'")
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 3]}..."


def _quoted(text: str) -> str:
    return f'"{text}"' if _docstring(text) == text else repr(text)
