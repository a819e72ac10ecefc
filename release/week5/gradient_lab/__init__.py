"""Data, networks, figures, tables and visible checks for the notebooks of week 5.

Everything here is given: read it if you like, there is nothing in it to fill in. Import it
before TensorFlow: it keeps TensorFlow's start-up notices out of the notebook.
"""

import gc
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let Python look for no garbage meanwhile, nor afterwards among what was made meanwhile.

    Among the objects of a large library it finds none, and takes a third of the import for it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _standard_error_closed() -> Iterator[None]:
    """Send what compiled code writes on standard error to nowhere; Python's errors still rise."""
    saved = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


# TensorFlow's variables lack an argument that NumPy 2 would like to hand them: np.array(variable)
# is right, and warns the student of a thing that only TensorFlow can change.
warnings.filterwarnings(
    "ignore", "__array__ implementation doesn't accept a copy keyword", DeprecationWarning
)

if "tensorflow" not in sys.modules:
    with _standard_error_closed(), _nothing_collected():
        import tensorflow

        tensorflow.config.list_physical_devices()  # the search for a GPU has notices of its own
