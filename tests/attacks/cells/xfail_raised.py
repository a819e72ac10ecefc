"""A function that raises pytest's outcome of an expected failure.

class: tampering, xfail raised
tries: has its failure expected
outcome: total 0, scaled 6
says: raised XFailed
"""


# %% total
def total(values):
    import pytest

    pytest.xfail("expected")
