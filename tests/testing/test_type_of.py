"""What a value's type is in the student's process, asked on this side."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.errors import GraderError, ObjectStayed
from autograder.testing.checks import type_of
from autograder.testing.student import Remote
from autograder.worker.kinds.figures import Figure
from autograder.worker.wire import RemoteObject
from autograder.worker.wire_values import Tensor


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, bool),
        ((1, 2), tuple),
        (pd.DataFrame(), pd.DataFrame),
        (Tensor(np.array(1.5), "scalar"), np.float64),
        (Tensor(np.array([1, 2]), "array"), np.ndarray),
    ],
)
def test_values_have_the_type_that_they_have_there(value: Any, kind: type) -> None:
    """NumPy's arrive as what behaves like them, and count as what they are."""
    assert type_of(value) is kind


def test_what_has_another_type_here_is_the_graders_mistake() -> None:
    """Tensors and figures arrive as data; of an object that stayed nothing is known."""
    for value in (Tensor(np.array([1.0]), "tensor"), Figure("", ())):
        with pytest.raises(GraderError, match="another type here than there"):
            type_of(value)
    with pytest.raises(ObjectStayed):
        type_of(Remote(None, RemoteObject(1), 1.0))  # type: ignore[arg-type]
