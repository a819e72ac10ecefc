"""Import what lies beside the hidden graders."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Let modules of a folder be imported, and forget them afterwards.

    A process that grades for days must not judge by the graders of yesterday.
    """
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        inside = os.path.join(folder, "")  # noqa: PTH118 - of thousands of modules, often
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(inside):
                del sys.modules[name]
