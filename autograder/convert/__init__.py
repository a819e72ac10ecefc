"""Draft hidden graders from the tests that stand in the cells of a notebook."""
