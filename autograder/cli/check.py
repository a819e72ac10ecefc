"""`autograder check`: what the checks in one notebook say, without opening it."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from autograder.check import Check, Checkable, read_checkable, run_checks
from autograder.errors import NotebookRejected
from autograder.feedback.criteria import readable
from autograder.gradebook.checksums import changed_cells, unanswered_cells
from autograder.limits import Limits
from autograder.sandbox.levels import FULL, LIMITS_ONLY, NO_NAMESPACES
from autograder.sandbox.probe import probe

WHERE = {
    FULL: "in a sandbox, without network or your other files",
    NO_NAMESPACES: "in a sandbox, without network or your other files; their names can be seen",
    LIMITS_ONLY: "without a sandbox, as this machine has none: with your rights, as in Jupyter",
}
STYLES = {"passed": "green", "failed": "red", "raised": "red", "not written yet": "yellow"}
CHANGED = "it is not as it was handed out; take it from there again, as your change will not count"
WIDTH = len("not answered yet")


@click.command(epilog="Example: autograder check 1_vanishing.ipynb")
@click.argument("notebook", type=click.Path(path_type=Path))
def check(notebook: Path) -> None:
    """Run the checks that stand in NOTEBOOK, and show what they say.

    The files that came with it must lie beside it. Ends with status 0 if all checks passed, with 1
    if not, and with 2 if this is no notebook with checks.
    """
    limits, level = Limits(), probe()
    checkable = _read(_found(notebook), limits)
    _say(f"{notebook.name} runs {WHERE[level.name]} (level: {level.name}).")
    for each in checkable.left_out:
        _say(each)
    checks = run_checks(checkable, limits, level)
    changed = list(changed_cells(checkable.notebook))
    unanswered = unanswered_cells(checkable.notebook)
    for line in _lines(checks, changed, unanswered):
        _say(line)
    asked = [each.state for each in checks if each.state != "raised"]
    _say(f"{asked.count('passed')} of {len(asked)} checks passed.")
    sys.exit(bool(changed) or set(asked) != {"passed"})


def _say(words: str | Text) -> None:
    """Print a line as it is: names and messages are a notebook's words."""
    Console().print(words, markup=False, highlight=False, soft_wrap=True)


def _read(path: Path, limits: Limits) -> Checkable:
    """Read a notebook; UsageError where there is nothing to be checked."""
    try:
        return read_checkable(path, limits)
    except NotebookRejected as reason:
        raise click.UsageError(f"{path}: {reason.reason}") from reason


def _found(path: Path) -> Path:
    """Return where a notebook lies; UsageError where there is none, with those that there are."""
    if path.is_file():
        return path.resolve()
    folder = path if path.is_dir() else path.parent
    there = ", ".join(str(each) for each in sorted(folder.glob("*.ipynb")))
    what = "is a folder" if path.is_dir() else "there is no such file"
    raise click.UsageError(f"{path}: {what}; notebooks in {folder}: {there or 'none'}")


def _lines(
    checks: Sequence[Check], changed: Iterable[str], unanswered: Iterable[str]
) -> Iterator[Text]:
    """Yield one line for each check, its further words below it, then those of other cells."""
    for each in checks:
        yield _line(each.state, each.cell, each.message)
    for name in changed:
        yield _line("changed", name, CHANGED)
    for name in unanswered:
        yield _line("not answered yet", name, "")


def _line(state: str, cell: str, message: str) -> Text:
    """Write one line; what a terminal would obey is left out of a notebook's words."""
    words = readable(f"{cell}: {message}" if message else cell).replace("\n", "\n  ")
    return Text.assemble((f"{state:<{WIDTH}}", STYLES.get(state, "yellow")), "  ", words)
