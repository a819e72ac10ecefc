"""The bridge to nbgrader: the only files that name it."""
