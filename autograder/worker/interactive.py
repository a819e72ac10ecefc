"""IPython's own shell with Jupyter's manners, for a process without network, shell or keyboard."""

import builtins
import getpass
import linecache
import sys
import tempfile
from typing import Any, NoReturn

import ipykernel  # noqa: F401 - code that asks for it wants to know whether this is Jupyter
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from autograder.worker import debugging
from autograder.worker.outputs import Outputs
from autograder.worker.plots import Shown
from autograder.worker.tracebacks import CELL_NAME, message_of, shorten

SHELL_MAGICS = ("bash", "sh", "script", "perl", "ruby", "python", "python2", "python3", "pypy")
INSTALL_MAGICS = ("pip", "conda", "mamba", "micromamba", "uv", "tensorflow_version")
# What an exception that nobody has caught leaves behind, for a debugger.
LAST = ("last_exc", "last_type", "last_value", "last_traceback")


class CellDisplayHook(DisplayHook):
    """Turns the value of a cell's last expression into an execute_result."""

    def write_output_prompt(self) -> None:
        """Say nothing: the execution count is part of the result."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Add the result in all its forms."""
        if format_dict:
            self.shell.outputs.result(format_dict, md_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        """Print nothing after a result."""


class CellDisplayPublisher(DisplayPublisher):
    """Turns `display` and its relatives into display_data."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_unused: Any,
    ) -> None:
        """Add a display, or change those that were shown under the same display id."""
        display_id = (transient or {}).get("display_id")
        if not update:
            self.shell.outputs.display(data, metadata, display_id)
        elif display_id is not None:
            self.shell.outputs.update(data, metadata, display_id)

    def clear_output(self, wait: bool = False) -> None:
        """Clear what the cell has put out so far."""
        self.shell.outputs.clear(wait)


class CellFormatter(DisplayFormatter):
    """Gives the forms in which a value is displayed, and tells the shell of the value."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> Any:
        """Return the forms of a value."""
        if self.parent is not None:
            self.parent.shown.note(obj)
        return super().format(obj, include, exclude)


class CellCompiler(CachingCompiler):
    """Names the code of a cell in a way that a student recognises in messages."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """Return what stands for a file name."""
        return f"{CELL_NAME}{number}]"


class ZMQInteractiveShell(InteractiveShell):
    """Runs cells; everything they put out goes to `outputs`.

    Code asks for the names of class and module, and for the kernel, to know whether it runs in
    Jupyter: it hears yes.
    """

    __module__ = "ipykernel.zmqshell"
    kernel = AnyTrait()
    compiler_class = Type(CellCompiler)
    displayhook_class = Type(CellDisplayHook)
    display_pub_class = Type(CellDisplayPublisher)
    outputs: Outputs
    shown: Shown

    @classmethod
    def create(cls, outputs: Outputs, folder: str) -> "ZMQInteractiveShell":
        """Make the process's one shell; `folder` takes IPython's own files."""
        shell = cls._bare(outputs, folder)
        shell.refuse_input()
        debugging.disarm()
        shell.disarm_magics()
        if "matplotlib" in sys.modules:  # else it finds the shell by itself once it is imported
            shell.enable_matplotlib("inline")
        return shell

    @classmethod
    def rehearse(cls) -> None:
        """Run a cell that fails in a shell of its own, and let the shell go.

        IPython imports and compiles 60 ms of what it needs at its first cell and its first
        traceback: a process that forks workers does so once for all of them.
        """
        with tempfile.TemporaryDirectory() as folder:
            try:
                cls._bare(Outputs(0), folder).run_cell("1 / 0")
            finally:
                cls.clear_instance()
        linecache.clearcache()
        for name in LAST:
            vars(sys).pop(name, None)

    @classmethod
    def _bare(cls, outputs: Outputs, folder: str) -> "ZMQInteractiveShell":
        config = Config()
        config.HistoryManager.enabled = False
        config.IPKernelApp = Config()
        shell: ZMQInteractiveShell = cls.instance(config=config, ipython_dir=folder)
        shell.outputs, shell.shown = outputs, Shown()
        return shell

    def enable_gui(self, gui: Any = None) -> None:
        """Accept any event loop of a window system; there is none to enable."""

    def init_hooks(self) -> None:
        """Show no pager, as nobody is there to read one."""
        super().init_hooks()
        self.set_hook("show_in_pager", lambda *_arguments, **_options: None)

    def init_display_formatter(self) -> None:
        """Take note of what is displayed."""
        self.display_formatter = CellFormatter(parent=self)
        self.configurables.append(self.display_formatter)

    def init_history(self) -> None:
        """Keep no history file, and none of the threads that write it."""
        super().init_history()
        self.history_manager.enabled = False

    def ask_exit(self) -> None:
        """Ignore `exit`; the worker ends with the notebook."""

    def refuse_input(self) -> None:
        """Answer `input` as Jupyter does when it runs a notebook without a person."""
        builtins.input = _refuse("raw_input")
        getpass.getpass = _refuse("getpass")

    def disarm_magics(self) -> None:
        """Let magics that install or run programs say that they do nothing here."""
        for name in INSTALL_MAGICS:
            self.register_magic_function(_inert_line(name), "line", name)
        for name in SHELL_MAGICS:
            self.register_magic_function(_inert_cell(name), "cell", name)

    def system(self, command: str) -> None:
        """Answer `!command`."""
        _say(f"!{command}")
        self.user_ns["_exit_code"] = 0

    system_piped = system_raw = system

    def getoutput(self, command: str, split: bool = True, depth: int = 0) -> Any:
        """Answer `names = !command`."""
        _say(f"!{command}")
        return SList([]) if split else ""

    def showtraceback(self, exc_tuple: Any = None, *arguments: Any, **options: Any) -> None:
        """Show an exception with the student's own frames only."""
        kind, value, _ = self._get_exc_info(exc_tuple)
        shorten(value)
        options["tb_offset"] = 0
        try:
            super().showtraceback((kind, value, value.__traceback__), *arguments, **options)
        except BaseException:  # an exception may raise again when asked for its text
            self._showtraceback(kind, value, [kind.__name__])

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.outputs.error(etype.__name__, message_of(evalue), [str(line) for line in stb])


def _refuse(function: str) -> Any:
    def refuse(*_arguments: Any, **_keywords: Any) -> NoReturn:
        raise StdinNotImplementedError(
            f"{function} was called, but this frontend does not support input requests."
        )

    return refuse


def _inert_line(name: str) -> Any:
    return lambda line: _say(f"%{name} {line}")


def _inert_cell(name: str) -> Any:
    return lambda line, cell: _say(f"%%{name} {line}")


def _say(command: str) -> None:
    print(
        f"not run: {command.strip()[:200]} (no installation, network or shell while grading)",
        file=sys.stderr,
    )
