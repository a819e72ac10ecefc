"""Any bytes in; a clean notebook or a rejection in words out."""

from autograder.intake.mending import CleanNotebook, mend
from autograder.intake.reading import read_notebook

__all__ = ["CleanNotebook", "mend", "read_notebook"]
