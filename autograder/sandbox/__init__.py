"""The trusted side of the boundary: starts, confines, questions and ends workers."""
