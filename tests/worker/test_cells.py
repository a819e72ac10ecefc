"""What cells may do in a worker where no person, network or shell is at hand."""

from collections.abc import Callable

import pytest

from autograder.sandbox.faults import ReplyTooLarge, WorkerRaised
from autograder.sandbox.process import Process
from autograder.worker import colab, wire


def text_of(worker: Process, source: str) -> str:
    """Run a cell that must not fail and return what it wrote to both streams."""
    run = worker.run_cell(source, 20)
    assert run.error is None, run.error
    return "".join(output.get("text", "") for output in run.outputs)


@pytest.mark.parametrize(
    "command",
    [
        *("!pip install torch", "%pip install torch", "!apt-get update && ls", "%ls", "%sx ls"),
        *("lines = !ls", "%%bash\nrm -rf /", "%%script python\n1/0", "%tensorflow_version 2.x"),
    ],
)
def test_commands_are_said_and_not_run(worker: Process, command: str) -> None:
    """A shell or install command does nothing, says so, and costs nothing."""
    assert "not run" in text_of(worker, command)


def test_colab_is_inert(spawn: Callable[..., Process]) -> None:
    """A notebook from Colab imports, mounts and uploads without an effect."""
    source = """
import os, sys
home = os.getcwd()
assert "google.colab" not in sys.modules
import google.colab
from google.colab import drive, files
import google.colab.output
drive.mount("/content/drive", force_remount=True)
google.colab.output.clear()
uploaded = files.upload()
import google.protobuf
os.chdir("/content/drive/MyDrive/Colab Notebooks")
assert os.getcwd() == home and "beside.txt" in os.listdir()
os.mkdir("mine")
os.chdir("mine")
assert os.getcwd() == f"{home}/mine"
drive.mount("/gdrive")
get_ipython().run_line_magic("cd", "-q /gdrive/MyDrive")
assert os.getcwd() == home
print(uploaded, "google.colab" in sys.modules)
"""
    worker = spawn({colab.MARK: b"", "beside.txt": b""})
    assert text_of(worker, source) == "{} True\n"


def test_there_is_no_colab_elsewhere(worker: Process) -> None:
    """Code that asks hears no, and no folder of Colab's can be entered."""
    for source in ("import google.colab", "import os; os.chdir('/content/drive')"):
        assert worker.run_cell(source, 20).error is not None


@pytest.mark.parametrize(
    "question",
    [
        "get_ipython().__class__.__name__ == 'ZMQInteractiveShell'",
        "'ipykernel' in str(type(get_ipython()))",
        "'IPKernelApp' in get_ipython().config",
        "'ipykernel' in __import__('sys').modules",
        "__import__('seaborn').__name__ == 'seaborn'",
        "hasattr(get_ipython(), 'kernel')",
        "get_ipython().has_trait('kernel')",
        "__IPYTHON__",
    ],
)
def test_code_that_asks_for_jupyter_hears_yes(worker: Process, question: str) -> None:
    """In each of the ways that notebooks and libraries ask."""
    assert text_of(worker, f"print({question})") == "True\n"


def test_breakpoints_are_passed_over(worker: Process) -> None:
    """Nobody is there to stop for."""
    assert text_of(worker, "breakpoint()\nbreakpoint('x', commands=[])\nprint('on')") == "on\n"


@pytest.mark.parametrize(
    "source",
    [
        "import pdb; pdb.set_trace()",
        "from pdb import set_trace\nset_trace()",
        "from IPython.core.debugger import set_trace\nset_trace()",
        "import pdb\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    pdb.post_mortem()",
    ],
)
def test_debuggers_are_told_as_what_they_are(worker: Process, source: str) -> None:
    """Not as an end of input, which says nothing to a student."""
    error = worker.run_cell(source, 20).error
    assert error is not None
    assert "it waits for input" in error.message


def test_output_is_cut_at_the_cap(spawn: Callable[..., Process]) -> None:
    """A flood keeps its beginning, says that it was cut, and leaves the worker usable."""
    worker = spawn(output_bytes=10_000)
    run = worker.run_cell("while True:\n    print('x' * 99)\n    n = 1\n    if n: break", 5)
    assert run.outputs[0]["text"] == "x" * 99 + "\n"
    run = worker.run_cell("for _ in range(10**5):\n    print('x' * 99)\n1 / 0", 20)
    stdout, note, error = run.outputs
    assert len(stdout["text"]) == 10_000
    assert "output cut here" in note["text"]
    assert error["ename"] == "ZeroDivisionError"
    assert text_of(worker, "print('next')") == "next\n"


def test_a_huge_display_is_left_out(spawn: Callable[..., Process]) -> None:
    """A display over the cap is replaced by the note."""
    worker = spawn(output_bytes=10_000)
    run = worker.run_cell("display({'text/html': 'x' * 10**6}, raw=True)", 20)
    assert [output["output_type"] for output in run.outputs] == ["stream"]


def test_a_huge_traceback_is_cut(worker: Process) -> None:
    """An exception with a text of a million characters is told in a few thousand."""
    run = worker.run_cell("raise ValueError('x' * 10**6)", 20)
    assert run.error is not None
    assert len(run.error.message) < 5_000
    assert sum(map(len, run.outputs[0]["traceback"])) < 30_000


def test_errors_count_as_output(spawn: Callable[..., Process]) -> None:
    """A cell that shows the same error for ever is cut as one that prints for ever is."""
    worker = spawn(output_bytes=10_000)
    show = "try: 1/0\n    except ZeroDivisionError: get_ipython().showtraceback()"
    run = worker.run_cell(f"for _ in range(30):\n    {show}\n1/0", 20)
    errors = [output for output in run.outputs if output["output_type"] == "error"]
    assert 3 < len(errors) < 20
    assert "output cut here" in "".join(output.get("text", "") for output in run.outputs)


def test_updates_of_many_displays_count_each(spawn: Callable[..., Process]) -> None:
    """One display shown a hundred times takes a hundred times the room when it changes."""
    worker = spawn(output_bytes=20_000)
    worker.run_cell("for _ in range(100): display('-', display_id='many')", 20)
    run = worker.run_cell(
        "from IPython.display import update_display as u; u('x' * 9000, display_id='many')", 20
    )
    assert "output cut here" in run.outputs[0]["text"]


def test_a_result_too_large_for_memory_is_an_error_of_the_call(worker: Process) -> None:
    """What cannot be packed is told as too large, and the process lives on."""
    worker.run_cell("import numpy as np\ndef f(): return np.zeros(10**8, 'uint8')", 20)
    with pytest.raises(ReplyTooLarge, match="bytes"):
        worker.call(wire.RemoteObject("notebook", ("f",)), [], {}, 20)
    assert worker.alive


def test_huge_exception_texts_are_cut_in_time(worker: Process) -> None:
    """A text of a hundred megabytes is cut before anything searches it."""
    worker.run_cell("def f(): raise ValueError('x' * 10**8)", 20)
    with pytest.raises(WorkerRaised, match="characters left out"):
        worker.call(wire.RemoteObject("notebook", ("f",)), [], {}, 20)


def test_tracebacks_hold_the_students_frames_only(worker: Process) -> None:
    """Frames of libraries, with the paths of this machine, do not reach the student."""
    source = (
        "import tensorflow as tf\ndef build():\n    return tf.reshape(tf.ones(3), (2, 2))\nbuild()"
    )
    run = worker.run_cell(source, 20)
    assert run.error is not None
    lines = run.error.traceback.splitlines()
    assert lines[:2] == ["Cell In[1], line 4, in <module>", "Cell In[1], line 3, in build"]
    assert lines[2].startswith("InvalidArgumentError")
    assert "site-packages" not in str(run.outputs)


def test_an_exception_that_cannot_be_shown_is_still_told(worker: Process) -> None:
    """An exception whose text raises again is an error like any other."""
    source = "class Odd(Exception):\n    def __str__(self):\n        raise SystemExit\nraise Odd"
    run = worker.run_cell(source, 20)
    assert run.error is not None
    assert run.outputs[-1]["output_type"] == "error"
    assert text_of(worker, "print(1)") == "1\n"


@pytest.mark.parametrize(
    "source",
    [
        *("raise KeyboardInterrupt", "raise SystemExit", "exit()", "quit", "raise GeneratorExit"),
        "asyncio.get_running_loop().stop()",
        "import asyncio; asyncio.current_task().cancel(); await asyncio.sleep(1)",
    ],
)
def test_cells_that_try_to_stop_the_worker_do_not(worker: Process, source: str) -> None:
    """The next cell runs, whatever the one before raised."""
    worker.run_cell("import asyncio", 20)
    worker.run_cell(source, 20)
    assert text_of(worker, "print(1)") == "1\n"


def test_files_shipped_along_can_be_imported_but_replace_nothing(
    spawn: Callable[..., Process],
) -> None:
    """A helper package is found; a file named like a library does not take its place."""
    files = {"gradient_lab/__init__.py": b"name = 'lab'", "bisect.py": b"raise SystemExit"}
    worker = spawn(files)
    source = "import gradient_lab, bisect\nprint(gradient_lab.name, bisect.bisect([1], 2))"
    assert text_of(worker, source) == "lab 1\n"


def test_python_control_flow_compiles_in_a_tensorflow_function(worker: Process) -> None:
    """`tf.function` reads the source of functions that cells define."""
    source = """
import tensorflow as tf
@tf.function
def count(n):
    i = tf.constant(0)
    while i < n:
        i += 1
    return i
print(count(tf.constant(5)).numpy())
"""
    assert text_of(worker, source) == "5\n"


def test_training_saving_and_compiling_work(worker: Process) -> None:
    """Keras fits, compiles with XLA, saves and loads; tf.data reads; all without a new process."""
    source = """
import keras, numpy as np, tempfile, tensorflow as tf
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile("sgd", "mse", jit_compile=True)
data = tf.data.Dataset.from_tensor_slices((np.ones((8, 2)), np.ones((8, 1)))).map(
    lambda x, y: (x, y), num_parallel_calls=2).batch(4).prefetch(1)
model.fit(data, verbose=0)
path = tempfile.gettempdir() + "/model.keras"
model.save(path)
print(keras.models.load_model(path).count_params())
"""
    assert text_of(worker, source).endswith("3\n")


def test_a_worker_finds_done_what_a_first_traceback_imports(worker: Process) -> None:
    """IPython's first cell is rehearsed once for all workers, and leaves no trace of its error."""
    source = "import sys; print('stack_data' in sys.modules, hasattr(sys, 'last_value'))"
    assert text_of(worker, source) == "True False\n"


def test_unseeded_numbers_repeat(spawn: Callable[..., Process]) -> None:
    """Two workers draw the same numbers where a notebook sets no seed."""
    source = "import random, numpy as np, keras\n"
    source += "print(random.random(), np.random.rand(), keras.random.normal((1,)).numpy())\n"
    source += "print({'a', 'b', 'c', 'd'})"
    texts = set()
    for _ in range(2):
        worker = spawn()
        texts.add(text_of(worker, source))
    assert len(texts) == 1


def test_a_cell_that_keeps_all_memory_leaves_enough_for_the_next(
    spawn: Callable[..., Process],
) -> None:
    """The worker still answers, and functions of other cells still run."""
    worker = spawn()
    greedy = (
        "hoard, size = [], 10**8\n"
        "while size > 100:\n"
        "    try:\n        hoard.append(bytearray(size))\n"
        "    except MemoryError:\n        size //= 2"
    )
    assert worker.run_cell("def f(): return list(range(10**5))", 20).error is None
    worker.run_cell(greedy, 20)
    reply = worker.call(wire.RemoteObject("notebook", ("f",)), [], {}, 20)
    assert len(reply) == 10**5
