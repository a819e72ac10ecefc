"""A cell puts out here what it puts out under Jupyter's own executor, nbclient."""

import re
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.sandbox.cell_run import Output
from autograder.sandbox.process import Process

CELLS = {
    "streams": "import sys\nprint('out', end='')\nprint(1, file=sys.stderr)\nprint('more')",
    "a value": "x = 40\nx + 2",
    "a value with semicolon": "x;",
    "nothing": "",
    "only a comment": "# nothing to see",
    "earlier value": "_ + 1, Out[2], In[2]",
    "rich value": "from IPython.display import HTML, Markdown, display\nHTML('<b>bold</b>')",
    "display": "display('first', Markdown('*second*'))\nprint('third')",
    "display with metadata": "display({'text/plain': 'raw'}, raw=True, metadata={'a': [1, 2]})",
    "display of bytes": "display({'image/png': b'\\x89PNG'}, raw=True)",
    "update in the same cell": "h = display('old', display_id='same')\nh.update('new')",
    "display for later": "later = display('before', display_id=True)",
    "update of an earlier cell": "later.update('after')",
    "clear": "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)",
    "clear and wait": "print(1)\nclear_output(wait=True)\nprint(2)",
    "top-level await": "import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited')",
    "task in the background": "task = asyncio.ensure_future(asyncio.sleep(0, 'done'))\nawait task",
    "the loop runs": "asyncio.get_running_loop().is_running()",
    "magic": "%config InteractiveShell.ast_node_interactivity",
    "magic for all expressions": "%config InteractiveShell.ast_node_interactivity = 'all'\n1\n2",
    "back again": "%config InteractiveShell.ast_node_interactivity = 'last_expr'",
    "cell magic": "%%capture kept\nprint('kept')",
    "captured": "kept.stdout",
    "file magics": "%%writefile helper.py\nanswer = 42",
    "own module": "import helper\nhelper.answer",
    "unknown magic": "%no_such_magic",
    "help": "len?",
    "exception": "def fail(n):\n    return 1 / n\nprint('before')\nfail(0)",
    "syntax error": "print('not reached'\n",
    "indentation error": "  x = 1\n y = 2",
    "name error": "undefined_name",
    "chained": "try:\n    {}['key']\nexcept KeyError as error:\n    raise ValueError from error",
    "exception in repr": "class Bad:\n    def __repr__(self):\n        1 / 0\nBad()",
    "input": "name = input('who? ')",
    "password": "import getpass\ngetpass.getpass()",
    "exit": "import sys\nsys.exit(3)",
    "assertion": "assert 1 == 2, 'one is not two'",
    "warning": "import warnings\nwarnings.warn('careful')",
    "inline": "%matplotlib inline\nimport matplotlib.pyplot as plt",
    "figure": "plt.plot([1, 3, 2])\nplt.title('A figure')\nplt.show()\nprint('after')",
    "figure at the end": "figure, axes = plt.subplots()\naxes.bar([1, 2], [3, 4]);",
    "figure as value": "figure",
    "object with an address": "object()",
    "data frame of sorts": "import numpy as np\nnp.arange(6.0).reshape(2, 3)",
    "get_ipython": "get_ipython().run_line_magic('pwd', '') == __import__('os').getcwd()",
    "unicode": "print('Übergröße ∂L/∂w ✓')",
}

ADDRESS = re.compile(r"0x[0-9a-f]{6,}|0x…")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CELL_FILE = re.compile(r"\S*ipykernel_\d+/\d+\.py|\b\d{6,}\.py|Cell In\[\d+\](?=:|, line 1\))")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, nbformat.NotebookNode]:
    """Every cell after a run by nbclient, in one kernel."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    folder = str(tmp_path_factory.mktemp("kernel"))
    resources = {"metadata": {"path": folder}}
    NotebookClient(notebook, allow_errors=True, timeout=300, resources=resources).execute()
    return dict(zip(CELLS, notebook.cells, strict=True))


@pytest.fixture(scope="module")
def actual(module_worker: Process) -> dict[str, list[Output]]:
    """Every cell's outputs after a run in one worker."""
    runs = {name: module_worker.run_cell(source, 60) for name, source in CELLS.items()}
    return {name: run.outputs for name, run in runs.items()}


def comparable(outputs: list[Any]) -> list[Any]:
    """Bring outputs into one form: whole streams by name, then the rest, no chance details.

    Of a traceback, the first lines and the last: its frames differ, as those of libraries are
    left out here, and the kernel's own display of a cell's frame is wrong about chained errors.
    """
    streams = {"stdout": "", "stderr": ""}
    others = []
    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] += output["text"]
        else:
            others.append(plain(dict(output) | shortened(output)))
    return [plain(streams), others]


def shortened(output: Any) -> dict[str, list[str]]:
    """Return the ends of a traceback."""
    lines = "\n".join(output.get("traceback", ())).strip().splitlines()
    return {"traceback": [*lines[:2], *lines[-1:]]} if lines else {}


def plain(value: Any) -> Any:
    """Take colours, addresses and file names of cells out of all texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(plain, value))
    if not isinstance(value, str):
        return value
    for pattern, replacement in ((COLOUR, ""), (ADDRESS, "0x"), (CELL_FILE, "CELL")):
        value = pattern.sub(replacement, value)
    return value.strip()


@pytest.mark.parametrize("name", CELLS)
def test_outputs_are_those_of_nbclient(
    name: str, expected: dict[str, nbformat.NotebookNode], actual: dict[str, list[Output]]
) -> None:
    """Each representative cell gives the same streams, results, displays and errors."""
    assert comparable(actual[name]) == comparable(expected[name].outputs)


def test_outputs_are_valid_in_a_notebook(actual: dict[str, list[Output]]) -> None:
    """All outputs together make a notebook that nbformat accepts."""
    cells = [
        nbformat.v4.new_code_cell(CELLS[name], outputs=list(map(nbformat.from_dict, outputs)))
        for name, outputs in actual.items()
    ]
    nbformat.validate(nbformat.v4.new_notebook(cells=cells))
