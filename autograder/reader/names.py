"""Which files may hold a notebook, by their names alone."""

from collections.abc import Iterable


def may_hold_notebooks(name: str, archives: Iterable[str]) -> bool:
    """Whether a file may be a notebook, or an archive, by one of these endings, with one in it."""
    lower = name.lower()
    return not lower.startswith("._") and ("ipynb" in lower or lower.endswith((*archives, ".json")))
