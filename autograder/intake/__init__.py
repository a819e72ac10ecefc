"""Any bytes in; a clean notebook or a rejection in words out."""

from autograder.intake.restoring import CleanNotebook, restore

__all__ = ["CleanNotebook", "restore"]
