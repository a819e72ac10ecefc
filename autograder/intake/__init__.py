"""Any bytes in; a clean notebook or a rejection in words out."""

from autograder.intake.mending import CleanNotebook, mend

__all__ = ["CleanNotebook", "mend"]
