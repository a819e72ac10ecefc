"""The real auditor process, one for all tests, and the data they train on."""

import os
from collections.abc import Callable, Iterator

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import pytest

from autograder.adapters.keras.export import export_model
from autograder.audit.auditor import AuditedModel, Auditor
from autograder.fork_server.client import ForkServer
from autograder.grade.preloading import KERAS
from autograder.limits import Limits
from autograder.sandbox.process import Process

ENTRY = "autograder.adapters.keras.engine:main"


@pytest.fixture(scope="session")
def spawn() -> Iterator[Callable[[], Process]]:
    """Return a function that starts an auditor process of its own."""
    with ForkServer.start(KERAS.modules) as parent:
        yield lambda: parent.spawn(ENTRY, {}, Limits())


@pytest.fixture(scope="session")
def auditor(spawn: Callable[[], Process]) -> Iterator[Auditor]:
    """Return the auditor that tests share."""
    with Auditor(spawn) as auditor:
        yield auditor


@pytest.fixture
def audited(auditor: Auditor) -> Callable[..., AuditedModel]:
    """Return a function from a compiled Keras model to the same model under audit."""
    return lambda model, shape=None: auditor.load(export_model(model, shape))


@pytest.fixture(autouse=True)
def _same_weights_every_time() -> None:
    keras.utils.set_random_seed(0)


@pytest.fixture
def random() -> np.random.Generator:
    """Return a generator of data."""
    return np.random.default_rng(0)
